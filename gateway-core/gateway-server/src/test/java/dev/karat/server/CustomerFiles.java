package dev.karat.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Files of an ERP with some hundred customers, each told in several versions and under two numbers. Rows come in any
 * order, and many come again: the age of each stands in it, so that neither may matter.
 */
final class CustomerFiles {
    private static final String HEADER = "id,first_name,last_name,email,phone,changed_at\n";
    private static final int REPEATED_PERCENT = 30;

    private final List<String> contents = new ArrayList<>();
    private int dropped;

    CustomerFiles(long seed, int files, int rowsPerFile) {
        var random = new Random(seed);
        var rows = new ArrayList<String>();
        int needed = files * rowsPerFile;
        for (int customer = 0; rows.size() < needed * (100 - REPEATED_PERCENT) / 100; customer++) {
            for (int version = 0; version <= random.nextInt(3); version++) {
                rows.add(row("a" + customer, customer, version, random));
                rows.add(row("b" + customer, customer, version, random));
            }
        }
        while (rows.size() < needed) {
            rows.add(rows.get(random.nextInt(rows.size())));
        }
        Collections.shuffle(rows, random);
        for (int file = 0; file < files; file++) {
            contents.add(HEADER + String.join("", rows.subList(file * rowsPerFile, (file + 1) * rowsPerFile)));
        }
    }

    private static String row(String id, int customer, int version, Random random) {
        String family =
                version == 0 || random.nextBoolean() ? family(customer) : family(customer) + "-" + name(version + 7);
        return "%s,%s,%s,c%d@example.test,+4930%d,2026-01-%02d 08:00:00\n"
                .formatted(id, given(customer), family, customer, 5_000_000 + customer, 1 + version);
    }

    static String given(int customer) {
        return name(customer * 31 + 5);
    }

    /** The name that the first version of a customer has. */
    static String family(int customer) {
        return name(customer);
    }

    private static String name(int number) {
        var random = new Random(number * 7919L);
        String letters = random.ints(7, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return Character.toUpperCase(letters.charAt(0)) + letters.substring(1);
    }

    /** Drops the next files into a folder, as a careful sender does. */
    void drop(Path inbox, int files) throws IOException {
        for (int i = 0; i < files && dropped < contents.size(); i++) {
            String name = fileName(dropped);
            Path part = inbox.resolve(name + ".part");
            Files.writeString(part, contents.get(dropped++));
            Files.move(part, inbox.resolve(name));
        }
    }

    private static String fileName(int number) {
        return "customers-%04d.csv".formatted(number);
    }

    /** What the files said that were taken out of the folder, and so acknowledged: ids with the newest time of each. */
    Map<String, Instant> takenFrom(Path inbox) {
        Map<String, Instant> newest = new HashMap<>();
        for (int file = 0; file < dropped; file++) {
            if (!Files.exists(inbox.resolve(fileName(file)))) {
                contents.get(file)
                        .lines()
                        .skip(1)
                        .map(row -> row.split(",", -1))
                        .forEach(row -> {
                            Instant at = Instant.parse(row[row.length - 1].replace(' ', 'T') + "Z");
                            newest.merge(row[0], at, (one, two) -> one.isAfter(two) ? one : two);
                        });
            }
        }
        return newest;
    }

    int left() {
        return contents.size() - dropped;
    }
}
