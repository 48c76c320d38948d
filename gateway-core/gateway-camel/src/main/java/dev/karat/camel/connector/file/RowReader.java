package dev.karat.camel.connector.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file row by row, in bounded memory. A row that cannot be read is handed out as such, and the next one is read
 * all the same: also behind a quote that was never closed. Used by one thread.
 */
public final class RowReader implements AutoCloseable {
    /** Lines that one CSV row may spread over with line breaks in its cells. */
    private static final int LINES_MAX = 50;

    private static final int COLUMNS_MAX = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final FileOptions options;
    private final Lines lines;
    private final CSVFormat csv;
    private final List<String> columns;

    /**
     * Opens a file; the reader closes the stream.
     *
     * @throws GatewayException FILE_MALFORMED if a CSV file has no header, a column twice, or no id column
     */
    public RowReader(InputStream in, FileOptions options) {
        this.options = options;
        this.lines = new Lines(in, options.charset());
        this.csv = CSVFormat.RFC4180.builder().setDelimiter(options.separator()).get();
        this.columns = options.format() == FileOptions.Format.CSV ? header() : List.of();
    }

    /** The next row, or null at the end of the file. */
    public @Nullable Row next() {
        try {
            Line line = lines.next();
            while (line != null && line.isBlank()) {
                line = lines.next();
            }
            if (line == null) {
                return null;
            }
            if (line.bytes().length > options.rowBytesMax()) {
                String message =
                        "The row has " + line.bytes().length + " bytes; " + options.rowBytesMax() + " are taken";
                return bad(line, ErrorCode.RECORD_TOO_LARGE, message);
            }
            String text = line.text(options.charset());
            if (text == null) {
                return bad(line, ErrorCode.RECORD_ENCODING, "The row is not written in " + options.charset());
            }
            return options.format() == FileOptions.Format.CSV ? csvRow(line, text) : jsonRow(line, text);
        } catch (IOException broken) {
            throw new UncheckedIOException("The file broke off", broken);
        }
    }

    private List<String> header() {
        try {
            Line line = lines.next();
            String text = line == null ? null : line.text(options.charset());
            if (line != null && text == null) {
                throw malformed("The header is not written in " + options.charset());
            }
            List<String> cells = text == null ? null : cells(text);
            if (cells == null || cells.size() > COLUMNS_MAX) {
                throw malformed("The file has no header row");
            }
            List<String> names = cells.stream().map(String::strip).toList();
            List<String> named = names.stream().filter(name -> !name.isEmpty()).toList();
            if (new HashSet<>(named).size() < named.size()) {
                throw malformed("The header names a column twice");
            }
            if (!named.contains(options.idColumn())) {
                throw malformed("The header has no column " + options.idColumn() + " among its " + named.size());
            }
            return names;
        } catch (IOException broken) {
            throw new UncheckedIOException("The file broke off", broken);
        }
    }

    private static GatewayException malformed(String message) {
        return new GatewayException(ErrorCode.FILE_MALFORMED, message);
    }

    private Row csvRow(Line first, String text) throws IOException {
        var more = new ArrayDeque<Line>();
        String whole = isOpen(text) ? closed(first, text, more) : text;
        List<String> cells = whole == null ? null : cells(whole);
        if (!more.isEmpty() && (cells == null || cells.size() != columns.size())) {
            // The quote was part of a cell; the lines behind it are rows of their own.
            while (!more.isEmpty()) {
                lines.putBack(more.removeLast());
            }
            cells = cells(text);
        }
        if (cells == null) {
            return bad(first, ErrorCode.RECORD_MALFORMED, "The quotes of the row do not match");
        }
        if (cells.size() != columns.size()) {
            String message = "The row has " + cells.size() + " cells, the header " + columns.size();
            return bad(first, ErrorCode.RECORD_MALFORMED, message);
        }
        int size = first.bytes().length
                + more.stream().mapToInt(line -> line.bytes().length).sum();
        return new Row.Good(first.number(), size, record(cells));
    }

    /** The row with the lines over which a quoted cell goes on; null if it does not end within bounds. */
    private @Nullable String closed(Line first, String text, Deque<Line> more) throws IOException {
        var whole = new StringBuilder(text);
        boolean open = true;
        int size = first.bytes().length;
        while (open && more.size() < LINES_MAX) {
            Line next = lines.next();
            if (next == null) {
                return null;
            }
            more.add(next);
            size += next.bytes().length;
            String part = size > options.rowBytesMax() ? null : next.text(options.charset());
            if (part == null) {
                return null;
            }
            whole.append('\n').append(part);
            open ^= isOpen(part);
        }
        return open ? null : whole.toString();
    }

    private ObjectNode record(List<String> cells) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < cells.size(); i++) {
            if (!columns.get(i).isEmpty()) {
                record.put(columns.get(i), cells.get(i));
            }
        }
        return record;
    }

    /** An odd number of quotes: a cell goes on in the next line (RFC 4180, 2.6 and 2.7). */
    private static boolean isOpen(String text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private @Nullable List<String> cells(String text) {
        try (CSVParser parser = CSVParser.parse(text, csv)) {
            List<CSVRecord> records = parser.getRecords();
            return records.size() == 1 ? records.get(0).toList() : null;
        } catch (IOException | UncheckedIOException notCsv) {
            return null;
        }
    }

    private static Row jsonRow(Line line, String text) {
        try {
            return JSON.readTree(text) instanceof ObjectNode object
                    ? new Row.Good(line.number(), line.bytes().length, object)
                    : bad(line, ErrorCode.RECORD_MALFORMED, "The line is no JSON object");
        } catch (JsonProcessingException broken) {
            return bad(line, ErrorCode.RECORD_MALFORMED, "The line is no JSON");
        }
    }

    private static Row bad(Line line, ErrorCode code, String message) {
        return new Row.Bad(line.number(), code, message, line.bytes());
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException broken) {
            throw new UncheckedIOException("The file cannot be closed", broken);
        }
    }
}
