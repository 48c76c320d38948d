package dev.karat.camel.connector.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes records as a file of rows. */
public final class RowWriter {
    /** A spreadsheet runs a cell that begins so as a formula (OWASP, CSV injection); a number with a sign is none. */
    private static final String FORMULA = "=@\t\r";

    private RowWriter() {}

    /**
     * The file as bytes: CSV with a header row, or one JSON object per line.
     *
     * @param columns columns of CSV, in order; members of a record that are none of them are left out
     */
    public static byte[] write(List<ObjectNode> records, List<String> columns, FileOptions options) {
        var out = new StringBuilder();
        if (options.format() == FileOptions.Format.JSONL) {
            records.forEach(record -> out.append(record).append('\n'));
            return out.toString().getBytes(options.charset());
        }
        try (var printer = new CSVPrinter(
                out,
                CSVFormat.RFC4180.builder().setDelimiter(options.separator()).get())) {
            printer.printRecord(columns);
            for (ObjectNode record : records) {
                var cells = new ArrayList<String>();
                columns.forEach(column -> cells.add(cell(record.path(column))));
                printer.printRecord(cells);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("A text takes everything", impossible);
        }
        return out.toString().getBytes(options.charset());
    }

    private static String cell(JsonNode node) {
        String text = node.isNull() ? "" : node.asText();
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
