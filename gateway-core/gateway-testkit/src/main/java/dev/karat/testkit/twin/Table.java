package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of one kind at a vendor, by their number, with look-up by derived values. Guarded by its {@link Tables}. */
final class Table {
    private final String name;
    private final Tables tables;
    private final NavigableMap<Long, ObjectNode> rows = new TreeMap<>();
    private final Map<String, Index> indexes = new HashMap<>();

    private record Index(Function<ObjectNode, String> value, Map<String, SortedSet<Long>> ids) {}

    Table(String name, Tables tables) {
        this.name = name;
        this.tables = tables;
    }

    /** Adds a look-up by what the function derives from a row; an empty text is not found. */
    Table index(String index, Function<ObjectNode, String> value) {
        indexes.put(index, new Index(value, new HashMap<>()));
        rows.forEach((id, row) -> indexed(indexes.values(), id, row));
        return this;
    }

    /** A copy of the row, or null. */
    @Nullable
    ObjectNode get(long id) {
        ObjectNode row = rows.get(id);
        return row == null ? null : row.deepCopy();
    }

    /** The number of the first row with that derived value, or null. */
    @Nullable
    Long find(String index, String value) {
        SortedSet<Long> ids = index(index).ids.get(value);
        return value.isEmpty() || ids == null ? null : ids.first();
    }

    /** The rows with that derived value, by rising number. They belong to the table. */
    Stream<ObjectNode> all(String index, String value) {
        SortedSet<Long> ids = index(index).ids.get(value);
        return ids == null ? Stream.empty() : ids.stream().map(rows::get);
    }

    /** True if a row other than this one has that derived value. */
    boolean taken(String index, String value, long except) {
        SortedSet<Long> ids = index(index).ids.get(value);
        return !value.isEmpty() && ids != null && ids.stream().anyMatch(id -> id != except);
    }

    /** The rows by rising number. They belong to the table: whoever changes one asks {@link #get} for a copy. */
    Stream<ObjectNode> stream() {
        return rows.values().stream();
    }

    int size() {
        return rows.size();
    }

    void put(long id, ObjectNode row) {
        replace(id, row);
        tables.changed(new Tables.Change(name, id, row));
    }

    void remove(long id) {
        replace(id, null);
        tables.changed(new Tables.Change(name, id, null));
    }

    /** Changes the row without noting it. */
    void replace(long id, @Nullable ObjectNode row) {
        ObjectNode old = row == null ? rows.remove(id) : rows.put(id, row);
        for (Index index : indexes.values()) {
            if (old != null) {
                unindex(index, id, old);
            }
        }
        if (row != null) {
            indexed(indexes.values(), id, row);
        }
    }

    void clear() {
        rows.clear();
        indexes.values().forEach(index -> index.ids.clear());
    }

    NavigableMap<Long, ObjectNode> rows() {
        return rows;
    }

    private Index index(String index) {
        Index found = indexes.get(index);
        if (found == null) {
            throw new IllegalArgumentException(name + " has no index " + index);
        }
        return found;
    }

    private static void indexed(Iterable<Index> indexes, long id, ObjectNode row) {
        for (Index index : indexes) {
            String value = index.value.apply(row);
            if (!value.isEmpty()) {
                index.ids.computeIfAbsent(value, key -> new TreeSet<>()).add(id);
            }
        }
    }

    private static void unindex(Index index, long id, ObjectNode row) {
        index.ids.computeIfPresent(index.value.apply(row), (value, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }
}
