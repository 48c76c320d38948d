package dev.karat.testkit.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Records as CSV lines: the id, the values, the true customer.
 *
 * @param system true if the system is a column too
 * @param columns canonical names of the values
 */
record RecordCsv(boolean system, List<String> columns) {
    void write(Path file, Stream<GeneratedRecord> records) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            write(out, records);
        }
    }

    void write(Appendable out, Stream<GeneratedRecord> records) throws IOException {
        var printer = new CSVPrinter(out, CSVFormat.RFC4180);
        var row = new ArrayList<String>(columns.size() + 3);
        row.addAll(system ? List.of("id", "system") : List.of("id"));
        row.addAll(columns);
        row.add("truth");
        printer.printRecord(row);
        for (Iterator<GeneratedRecord> i = records.iterator(); i.hasNext(); ) {
            GeneratedRecord next = i.next();
            row.clear();
            row.add(next.id());
            if (system) {
                row.add(next.system());
            }
            columns.forEach(column -> row.add(next.value(column)));
            row.add(next.truthId());
            printer.printRecord(row);
        }
    }
}
