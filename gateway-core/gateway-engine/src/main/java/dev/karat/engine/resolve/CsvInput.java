package dev.karat.engine.resolve;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Normalizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV files (RFC 4180, UTF-8 with or without byte order mark) as one set of records. A column is known by its
 * canonical name; several values in a cell are parted by a vertical bar. Rows that repeat (system, id) with the same
 * content are one record; with another content they are an error. Used once; not safe for several threads.
 */
public final class CsvInput {
    private static final int CHUNK = 8192;
    /** The kind of record that files hold; a file has no other. */
    private static final String ENTITY = "customer";

    private final Normalizer normalizer;
    private final Workers workers;
    private final @Nullable String truthColumn;

    private final List<InputRecord> records = new ArrayList<>();
    private final List<@Nullable String> truth = new ArrayList<>();
    private final Map<RecordKey, Seen> seen = new HashMap<>();
    private final List<String> notices = new ArrayList<>();
    private final List<RecordKey> waitingKeys = new ArrayList<>();
    private final List<CustomerData> waiting = new ArrayList<>();
    private int[] rows = new int[CHUNK];
    private int rowCount;
    private boolean hasSystem;

    /** @param truthColumn column that names the true customer, which never reaches matching, or null */
    public CsvInput(Normalizer normalizer, Workers workers, @Nullable String truthColumn) {
        this.normalizer = normalizer;
        this.workers = workers;
        this.truthColumn = truthColumn;
    }

    /** Where a record was seen first. */
    private record Seen(int record, long content, String file, long line) {}

    /** Throws {@link GatewayException} that names file and line, never a value of a record. */
    public ResolveInput read(List<Path> files) {
        for (Path file : files) {
            read(file);
        }
        normalizeWaiting();
        return new ResolveInput(records, Arrays.copyOf(rows, rowCount), truth, hasSystem, notices);
    }

    private void read(Path file) {
        String name = String.valueOf(file.getFileName());
        var format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
        try (Reader reader = open(file);
                CSVParser parser =
                        CSVParser.builder().setReader(reader).setFormat(format).get()) {
            Iterator<CSVRecord> lines = parser.iterator();
            if (!lines.hasNext()) {
                throw new GatewayException(ErrorCode.FILE_MALFORMED, name + ": the file is empty");
            }
            var columns = Columns.of(header(lines.next()), truthColumn, name);
            hasSystem |= columns.hasSystem();
            if (!columns.ignored().isEmpty()) {
                notices.add(name + ": columns ignored: " + String.join(", ", columns.ignored()));
            }
            long line = parser.getCurrentLineNumber() + 1;
            while (lines.hasNext()) {
                CSVRecord row = lines.next();
                add(columns, row, name, line);
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (CharacterCodingException e) {
            throw wrongEncoding(name, e);
        } catch (IOException | IllegalStateException | UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw wrongEncoding(name, e);
            }
            throw new GatewayException(ErrorCode.FILE_MALFORMED, name + ": cannot be read: " + reason(e), e);
        }
    }

    static Reader open(Path file) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder), 1 << 16);
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    static List<String> header(CSVRecord first) {
        return first.stream().map(String::strip).toList();
    }

    private void add(Columns columns, CSVRecord row, String file, long line) {
        var key = key(columns, row, file, line);
        long content = columns.contentHash(row);
        Seen before = seen.get(key);
        if (before != null && before.content != content) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED,
                    "The same record twice with different values: " + before.file + ":" + before.line + " and " + file
                            + ":" + line);
        }
        if (before == null) {
            before = new Seen(seen.size(), content, file, line);
            seen.put(key, before);
            truth.add(columns.truth(row));
            waitingKeys.add(key);
            waiting.add(columns.data(row));
            if (waiting.size() == CHUNK) {
                normalizeWaiting();
            }
        }
        if (rowCount == rows.length) {
            rows = Arrays.copyOf(rows, 2 * rowCount);
        }
        rows[rowCount++] = before.record;
    }

    static RecordKey key(Columns columns, CSVRecord row, String file, long line) {
        String id = columns.id(row);
        if (id.isEmpty()) {
            throw new GatewayException(ErrorCode.RECORD_WITHOUT_KEY, file + ":" + line + ": the id is empty");
        }
        if (id.length() > RecordKey.ID_LENGTH_MAX) {
            throw new GatewayException(
                    ErrorCode.RECORD_MALFORMED,
                    file + ":" + line + ": the id is longer than " + RecordKey.ID_LENGTH_MAX + " characters");
        }
        return new RecordKey(columns.system(row), ENTITY, id);
    }

    private void normalizeWaiting() {
        Features[] features = new Features[waiting.size()];
        workers.range(features.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                features[i] = normalizer.features(waiting.get(i));
            }
        });
        for (int i = 0; i < features.length; i++) {
            records.add(new InputRecord(waitingKeys.get(i), features[i]));
        }
        waiting.clear();
        waitingKeys.clear();
    }

    private static GatewayException wrongEncoding(String file, Exception cause) {
        return new GatewayException(
                ErrorCode.RECORD_ENCODING, file + ": the file is not UTF-8; convert it, for example with iconv", cause);
    }

    private static String reason(Exception e) {
        // The parser's own messages name line and position, and quote no values.
        return e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
    }
}
