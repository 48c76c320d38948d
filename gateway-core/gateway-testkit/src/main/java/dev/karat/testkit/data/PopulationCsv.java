package dev.karat.testkit.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes a population as a CSV file in canonical columns, with the truth in the column {@code truth}. */
public final class PopulationCsv {
    /** The columns between {@code id}, {@code system} and {@code truth}. */
    public static final List<String> COLUMNS = List.of(
            "kind",
            "givenName",
            "familyName",
            "name",
            "organization",
            "email",
            "phone",
            "birthDate",
            "gender",
            "taxId",
            "streetAddress",
            "locality",
            "postalCode",
            "country",
            "jobTitle");

    private PopulationCsv() {}

    /** Writes that many records, UTF-8, RFC 4180, one line each; memory does not grow with their number. */
    public static void write(Path file, long seed, long count) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            write(out, seed, count);
        }
    }

    /** Writes that many records. */
    public static void write(Appendable out, long seed, long count) throws IOException {
        var header = new ArrayList<>(List.of("id", "system"));
        header.addAll(COLUMNS);
        header.add("truth");
        var printer = new CSVPrinter(out, CSVFormat.RFC4180);
        printer.printRecord(header);
        var row = new ArrayList<String>(header.size());
        for (Iterator<GeneratedRecord> i =
                        new CustomerGenerator(seed).records(count).iterator();
                i.hasNext(); ) {
            GeneratedRecord next = i.next();
            row.clear();
            row.add(next.id());
            row.add(next.system());
            COLUMNS.forEach(column -> row.add(next.value(column)));
            row.add(next.truthId());
            printer.printRecord(row);
        }
    }
}
