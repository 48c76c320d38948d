package dev.karat.engine.resolve;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV files (RFC 4180, UTF-8 with or without byte order mark) as one set of records. A column is known by its
 * canonical name; several values in a cell are parted by a vertical bar. Rows that repeat (system, id) with the same
 * content are one record; with another content they are an error. Rows are read by several threads and taken in the
 * order of the files. Used once; not safe for several threads.
 *
 * @param <T> what is made of a row
 */
public final class CsvRows<T> {
    private static final int CHUNK = 4096;
    /** Chunks that wait to be read, at most: parsing is faster. */
    private static final int WAITING_MAX = 8;
    /** The kind of record that files hold; a file has no other. */
    private static final String ENTITY = "customer";

    private final Workers workers;
    private final Function<CsvRow, T> reading;
    private final BiConsumer<RecordKey, T> taker;
    private final String system;
    private final @Nullable String truthColumn;
    private final RecordSample sample;

    private final List<@Nullable String> truth = new ArrayList<>();
    private final SeenRows seen = new SeenRows();
    private final List<String> files = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final Queue<Future<List<T>>> waiting = new ArrayDeque<>();
    private List<CsvRecord> chunk = new ArrayList<>(CHUNK);
    private int[] rows = new int[CHUNK];
    private int rowCount;
    private int taken;
    private boolean hasSystem;

    /**
     * @param reading makes something of a row; called on the threads of the workers
     * @param taker receives each record once, in the order of the files
     * @param system of records whose row names none; may be empty
     */
    public CsvRows(Workers workers, Function<CsvRow, T> reading, BiConsumer<RecordKey, T> taker, String system) {
        this(workers, reading, taker, system, null, RecordSample.ALL);
    }

    CsvRows(
            Workers workers,
            Function<CsvRow, T> reading,
            BiConsumer<RecordKey, T> taker,
            String system,
            @Nullable String truthColumn,
            RecordSample sample) {
        this.workers = workers;
        this.reading = reading;
        this.taker = taker;
        this.system = system;
        this.truthColumn = truthColumn;
        this.sample = sample;
    }

    /** Reads all files. Throws {@link GatewayException} that names file and line, never a value of a record. */
    public void read(List<Path> paths) {
        paths.forEach(this::read);
    }

    /** What the user should know, such as columns that were ignored. */
    public List<String> notices() {
        return notices;
    }

    /** True if a file has the column {@code system}. */
    boolean hasSystem() {
        return hasSystem;
    }

    /** For each row of the input, in order, the index of its record. */
    int[] rows() {
        return Arrays.copyOf(rows, rowCount);
    }

    /** For each record its true customer, or null. */
    List<@Nullable String> truth() {
        return truth;
    }

    private void read(Path path) {
        String name = String.valueOf(path.getFileName());
        files.add(name);
        try (var reader = new QuoteCount(open(path));
                CsvReader<CsvRecord> rowsOf = rows(reader)) {
            CsvRecord last = read(rowsOf.iterator(), name);
            if (reader.isOdd() && last.getField(last.getFieldCount() - 1).indexOf('\n') >= 0) {
                throw new GatewayException(
                        ErrorCode.FILE_MALFORMED,
                        place(last) + ": a quoted value is not closed; the file seems to be cut off");
            }
        } catch (CharacterCodingException e) {
            throw wrongEncoding(name, e);
        } catch (IOException | UncheckedIOException | CsvParseException e) {
            if (isEncoding(e)) {
                throw wrongEncoding(name, e);
            }
            throw new GatewayException(ErrorCode.FILE_MALFORMED, name + ": cannot be read: " + reason(e), e);
        }
    }

    /** Reads all rows and returns the last one. */
    private CsvRecord read(Iterator<CsvRecord> lines, String name) {
        if (!lines.hasNext()) {
            throw new GatewayException(ErrorCode.FILE_MALFORMED, name + ": the file is empty");
        }
        CsvRecord row = lines.next();
        List<String> header = header(row);
        var columns = Columns.of(header, truthColumn, name);
        hasSystem |= columns.hasSystem();
        if (!columns.ignored().isEmpty()) {
            notices.add(name + ": columns ignored: " + String.join(", ", columns.ignored()) + "; understood are "
                    + String.join(", ", Columns.understood()));
        }
        while (lines.hasNext()) {
            row = lines.next();
            add(columns, row);
        }
        readChunk(columns);
        while (!waiting.isEmpty()) {
            takeChunk();
        }
        return row;
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

    /** The rows of a file, the header included. */
    static CsvReader<CsvRecord> rows(Reader reader) {
        return CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(reader);
    }

    static List<String> header(CsvRecord first) {
        return first.getFields().stream().map(String::strip).toList();
    }

    private void add(Columns columns, CsvRecord row) {
        check(columns, row);
        var key = key(columns, row, system);
        if (!sample.takes(key)) {
            return;
        }
        long content = columns.contentHash(row);
        int record = seen.of(key);
        if (record >= 0 && seen.content(record) != content) {
            throw new GatewayException(
                    ErrorCode.FILE_MALFORMED,
                    "The same record twice with different values: " + files.get(seen.file(record)) + ":"
                            + seen.line(record) + " and " + place(row));
        }
        if (record < 0) {
            record = seen.add(key, content, files.size() - 1, row.getStartingLineNumber());
            truth.add(columns.truth(row));
            chunk.add(row);
            if (chunk.size() == CHUNK) {
                readChunk(columns);
            }
        }
        if (rowCount == rows.length) {
            rows = Arrays.copyOf(rows, 2 * rowCount);
        }
        rows[rowCount++] = record;
    }

    static RecordKey key(Columns columns, CsvRecord row, String system) {
        String named = columns.system(row);
        return new RecordKey(named.isEmpty() ? system : named, ENTITY, columns.id(row));
    }

    private void check(Columns columns, CsvRecord row) {
        String id = columns.id(row);
        if (id.isEmpty()) {
            throw new GatewayException(ErrorCode.RECORD_WITHOUT_KEY, place(row) + ": the id is empty");
        }
        if (id.length() > RecordKey.ID_LENGTH_MAX) {
            throw new GatewayException(
                    ErrorCode.RECORD_MALFORMED,
                    place(row) + ": the id is longer than " + RecordKey.ID_LENGTH_MAX + " characters");
        }
    }

    private String place(CsvRecord row) {
        return files.get(files.size() - 1) + ":" + row.getStartingLineNumber();
    }

    /** Has the rows that were parsed read while parsing goes on. */
    private void readChunk(Columns columns) {
        List<CsvRecord> rowsOf = chunk;
        String file = files.get(files.size() - 1);
        chunk = new ArrayList<>(CHUNK);
        waiting.add(workers.start(() -> rowsOf.stream()
                .map(row -> reading.apply(new CsvRow(columns, row, key(columns, row, system), file)))
                .toList()));
        if (waiting.size() > WAITING_MAX) {
            takeChunk();
        }
    }

    private void takeChunk() {
        for (T read : Workers.result(waiting.remove())) {
            taker.accept(seen.key(taken++), read);
        }
    }

    private static boolean isEncoding(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return true;
            }
        }
        return false;
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
