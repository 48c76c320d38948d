package dev.karat.camel.connector.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
            Lines.Line line = lines.next();
            while (line != null && line.text().isBlank()) {
                line = lines.next();
            }
            if (line == null) {
                return null;
            }
            return options.format() == FileOptions.Format.CSV ? csvRow(line) : jsonRow(line);
        } catch (IOException broken) {
            throw new UncheckedIOException("The file broke off", broken);
        }
    }

    private List<String> header() {
        try {
            Lines.Line line = lines.next();
            List<String> cells = line == null ? null : cells(line.text());
            if (cells == null || cells.size() > COLUMNS_MAX) {
                throw malformed("The file has no header row");
            }
            List<String> names = cells.stream().map(String::strip).toList();
            List<String> named = names.stream().filter(name -> !name.isEmpty()).toList();
            if (new HashSet<>(named).size() < named.size()) {
                throw malformed("The header names a column twice");
            }
            if (!named.contains(options.idColumn())) {
                throw malformed("The header has no column " + options.idColumn() + "; the columns are "
                        + named.stream().limit(30).toList());
            }
            return names;
        } catch (IOException broken) {
            throw new UncheckedIOException("The file broke off", broken);
        }
    }

    private static GatewayException malformed(String message) {
        return new GatewayException(ErrorCode.FILE_MALFORMED, message);
    }

    private Row csvRow(Lines.Line first) throws IOException {
        if (first.text().length() > options.rowLengthMax()) {
            return bad(first, ErrorCode.RECORD_TOO_LARGE, "The row is longer than " + options.rowLengthMax());
        }
        String text = first.text();
        var more = new java.util.ArrayDeque<Lines.Line>();
        while (isOpen(text) && more.size() < LINES_MAX && text.length() <= options.rowLengthMax()) {
            Lines.Line next = lines.next();
            if (next == null) {
                break;
            }
            more.add(next);
            text = text + "\n" + next.text();
        }
        List<String> cells = isOpen(text) || text.length() > options.rowLengthMax() ? null : cells(text);
        if (!more.isEmpty() && (cells == null || cells.size() != columns.size())) {
            // The quote was part of a cell; the lines behind it are rows of their own.
            while (!more.isEmpty()) {
                lines.putBack(more.removeLast());
            }
            text = first.text();
            cells = cells(text);
        }
        if (cells == null) {
            return bad(first, ErrorCode.RECORD_MALFORMED, "The quotes of the row do not match");
        }
        if (cells.size() != columns.size()) {
            String message = "The row has " + cells.size() + " cells, the header " + columns.size();
            return bad(first, ErrorCode.RECORD_MALFORMED, message);
        }
        return isUndecodable(text)
                ? bad(first, ErrorCode.RECORD_ENCODING, "The row is not written in " + options.charset())
                : new Row.Good(first.number(), record(cells));
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

    private Row jsonRow(Lines.Line line) {
        if (line.text().length() > options.rowLengthMax()) {
            return bad(line, ErrorCode.RECORD_TOO_LARGE, "The line is longer than " + options.rowLengthMax());
        }
        if (isUndecodable(line.text())) {
            return bad(line, ErrorCode.RECORD_ENCODING, "The line is not written in " + options.charset());
        }
        try {
            JsonNode node = JSON.readTree(line.text());
            return node instanceof ObjectNode object
                    ? new Row.Good(line.number(), object)
                    : bad(line, ErrorCode.RECORD_MALFORMED, "The line is no JSON object");
        } catch (JsonProcessingException broken) {
            return bad(line, ErrorCode.RECORD_MALFORMED, "The line is no JSON");
        }
    }

    /** A replaced character was none of the charset; zero bytes come of two-byte charsets. */
    private static boolean isUndecodable(String text) {
        return text.indexOf('\uFFFD') >= 0 || text.indexOf('\0') >= 0;
    }

    private static Row bad(Lines.Line line, ErrorCode code, String message) {
        return new Row.Bad(line.number(), code, message, line.text());
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
