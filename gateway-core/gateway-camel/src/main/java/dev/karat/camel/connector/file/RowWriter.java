package dev.karat.camel.connector.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes records as a file of rows. */
public final class RowWriter {
    /** A spreadsheet runs a cell that begins so as a formula (OWASP, CSV injection). */
    private static final String FORMULA = "=@\t\r+-";

    /** Numbers and telephone numbers with a sign are none. */
    private static final Pattern NUMBER = Pattern.compile("[+-]\\d[\\d ()./,-]*");

    private RowWriter() {}

    /** True if every text of the record can be written in the charset of the files. */
    public static boolean canWrite(ObjectNode record, FileOptions options) {
        var encoder = options.charset().newEncoder();
        for (JsonNode value : record) {
            if (!encoder.canEncode(value.asText())) {
                return false;
            }
        }
        return true;
    }

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
        return node.isNull() ? "" : cell(node.asText());
    }

    /** A text as a cell that no spreadsheet runs. */
    public static String cell(String text) {
        boolean formula = !text.isEmpty()
                && FORMULA.indexOf(text.charAt(0)) >= 0
                && !NUMBER.matcher(text).matches();
        return formula ? "'" + text : text;
    }
}
