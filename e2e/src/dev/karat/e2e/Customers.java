package dev.karat.e2e;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;

/**
 * Records of labelled data sets, with columns by canonical name. The answers, which rows are one person, are kept apart.
 */
final class Customers {
    /** Originals of febrl and their number; duplicates end in dup-0. */
    private static final Pattern ORIGINAL = Pattern.compile("rec-(\\d+)-org");

    /** Columns that are no property of the customer. */
    private static final Set<String> LEFT_OUT = Set.of("truth", "system");

    private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    private final Map<String, String> truth = new LinkedHashMap<>();

    private Customers() {}

    /** Rows of a file from a place on, at most so many. */
    static Customers read(Path file, int from, int max) {
        var customers = new Customers();
        String set = file.getFileName().toString();
        var format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser rows = CSVParser.parse(file, StandardCharsets.UTF_8, format)) {
            rows.stream().skip(from).limit(max).forEach(row -> {
                var values = new LinkedHashMap<String, String>();
                row.toMap().forEach((column, value) -> {
                    if (!LEFT_OUT.contains(column)) {
                        values.put(column, value);
                    }
                });
                customers.rows.put(row.get("id"), values);
                customers.truth.put(row.get("id"), set + " " + row.get("truth"));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return customers;
    }

    /** febrl knows no addresses of e-mail; its originals get one made of their number, its duplicates none. */
    Customers withEmails() {
        rows.values().forEach(row -> {
            var original = ORIGINAL.matcher(row.get("id"));
            row.put("email", original.matches() ? "p" + original.group(1) + "@febrl.example" : "");
        });
        return this;
    }

    /** Both sets as one. */
    Customers and(Customers others) {
        var both = new Customers();
        both.rows.putAll(rows);
        both.rows.putAll(others.rows);
        both.truth.putAll(truth);
        both.truth.putAll(others.truth);
        return both;
    }

    int size() {
        return rows.size();
    }

    Set<String> ids() {
        return rows.keySet();
    }

    /** The row, to be changed. */
    Map<String, String> row(String id) {
        return rows.get(id);
    }

    /** Which of these rows are one person in truth. */
    Map<String, String> truth() {
        return truth;
    }

    /** Rows of febrl with everything that the story needs: an address of their own, both names and a street. */
    List<String> plain() {
        return rows.values().stream()
                .filter(row -> ORIGINAL.matcher(row.get("id")).matches()
                        && !row.get("givenName").isEmpty()
                        && !row.get("familyName").isEmpty()
                        && !row.get("streetAddress").isEmpty())
                .map(row -> row.get("id"))
                .toList();
    }

    /** All rows as the text of a file. */
    String csv() {
        return csv(rows.keySet());
    }

    /** Some rows as the text of a file. */
    String csv(Iterable<String> ids) {
        Set<String> columns = new LinkedHashSet<>();
        rows.values().forEach(row -> columns.addAll(row.keySet()));
        var text = new StringWriter();
        try (var out = new CSVPrinter(text, CSVFormat.RFC4180)) {
            out.printRecord(columns);
            for (String id : ids) {
                var cells = new ArrayList<String>();
                columns.forEach(column -> cells.add(rows.get(id).getOrDefault(column, "")));
                out.printRecord(cells);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Writes all rows into a file. */
    Path write(Path file) {
        try {
            return Files.writeString(file, csv());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
