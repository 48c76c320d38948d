package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of one twin. Every request that changes something adds one line to a file of JSON Lines before it is
 * answered, so that what a vendor acknowledged survives a killed process; a torn last line was never acknowledged. The
 * file is not forced to disk: it outlives the process, not a power failure. Guarded by the lock of its twin.
 */
final class Tables {
    /** Lines beyond the number of rows after which the file is written anew. */
    private static final int SURPLUS_LINES_MAX = 20_000;

    /** A row as it is now; null if it is gone. */
    record Change(String table, long id, @Nullable ObjectNode row) {}

    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private @Nullable Path file;
    private @Nullable Writer journal;
    private int lines;
    private int held;

    Table table(String name) {
        return tables.computeIfAbsent(name, key -> new Table(key, this));
    }

    /** The next number of a sequence, which never comes again. The first is {@code first}. */
    long next(String sequence, long first) {
        ObjectNode last = table("sequences").get(0);
        ObjectNode row = last == null ? Json.object() : last;
        long next = row.has(sequence) ? row.get(sequence).asLong() + 1 : first;
        table("sequences").put(0, row.put(sequence, next));
        return next;
    }

    void changed(Change change) {
        changes.add(change);
    }

    /** Collects what the next requests change until {@link #release}. */
    void hold() {
        held++;
    }

    void release() {
        held--;
        commit();
    }

    /** Ends a request: keeps what it changed. True if there was anything. */
    boolean commit() {
        if (held > 0) {
            return !changes.isEmpty();
        }
        boolean any = !changes.isEmpty();
        if (any && journal != null) {
            try {
                write(journal, changes);
                journal.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("The twin cannot keep its state", e);
            }
        }
        changes.clear();
        lines += any ? 1 : 0;
        if (lines > SURPLUS_LINES_MAX + size() && file != null) {
            keepIn(file);
        }
        return any;
    }

    /** Reads the file if there is one, and keeps every later change in it. */
    void open(Path path) {
        if (Files.exists(path)) {
            load(path);
        }
        keepIn(path);
    }

    /** Writes the whole state to a file, complete or not at all. */
    void save(Path path) {
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try (BufferedWriter out = Files.newBufferedWriter(temporary)) {
                for (var table : tables.entrySet()) {
                    for (var row : table.getValue().rows().entrySet()) {
                        write(out, List.of(new Change(table.getKey(), row.getKey(), row.getValue())));
                    }
                }
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The twin cannot save its state", e);
        }
    }

    /** Replaces the whole state by that of a file. */
    void load(Path path) {
        tables.values().forEach(Table::clear);
        try (var in = Files.newBufferedReader(path)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String next = line;
                if (next.endsWith("]")) {
                    Json.parse(next).forEach(this::replay);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The twin cannot read its state", e);
        }
    }

    void close() {
        try {
            if (journal != null) {
                journal.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The twin cannot close its state", e);
        }
        journal = null;
    }

    private int size() {
        return tables.values().stream().mapToInt(Table::size).sum();
    }

    private void keepIn(Path path) {
        close();
        save(path);
        try {
            journal = Files.newBufferedWriter(path, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The twin cannot keep its state", e);
        }
        file = path;
        lines = size();
    }

    private void replay(JsonNode change) {
        JsonNode row = change.get(2);
        table(change.get(0).asText()).replace(change.get(1).asLong(), row instanceof ObjectNode object ? object : null);
    }

    private static void write(Writer out, List<Change> changes) throws IOException {
        ArrayNode line = Json.array();
        for (Change change : changes) {
            line.addArray().add(change.table).add(change.id).add(change.row);
        }
        out.write(line + "\n");
    }
}
