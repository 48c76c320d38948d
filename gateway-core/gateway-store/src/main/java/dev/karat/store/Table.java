package dev.karat.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One table: its columns, and how a value becomes a row and a row a value.
 *
 * @param name table
 * @param key columns that name a row
 * @param fixed further columns that never change once the row exists; an update leaves them and their indexes alone
 * @param rest columns that an update replaces
 * @param keyOf what names a value
 * @param binder binds key, fixed and rest, in this order
 * @param reader reads key, fixed and rest, in this order
 */
record Table<T>(
        String name,
        List<String> key,
        List<String> fixed,
        List<String> rest,
        Function<T, Object> keyOf,
        Sql.Binder<T> binder,
        Sql.Reader<T> reader) {

    /** Writes the rows; each replaces the one of its key. Of several with the same key the last one counts. */
    void upsert(Connection connection, Collection<T> values) throws SQLException {
        var last = new LinkedHashMap<Object, T>();
        values.forEach(value -> last.put(keyOf.apply(value), value));
        Sql.batch(connection, upsertSql(), last.values(), binder);
    }

    /**
     * The same for rows of which most stay where they are in every index. SQLite takes a row out of an index and puts it
     * back if a statement names one of its columns, even if the value stays the same
     * (https://sqlite.org/lang_update.html), so those are written by a statement that does not name them.
     *
     * @param isNew rows that cannot be there yet
     * @param inPlace changes a row whose indexed columns stay the same, and no other
     */
    void upsert(
            Connection connection,
            Collection<T> values,
            Predicate<T> isNew,
            String inPlace,
            Sql.Binder<T> inPlaceBinder)
            throws SQLException {
        var last = new LinkedHashMap<Object, T>();
        values.forEach(value -> last.put(keyOf.apply(value), value));
        var stored = last.values().stream().filter(isNew.negate()).toList();
        var moved = new ArrayList<>(last.values().stream().filter(isNew).toList());
        moved.addAll(Sql.batchOfExisting(connection, inPlace, stored, inPlaceBinder));
        Sql.batch(connection, upsertSql(), moved, binder);
    }

    /** {@code SELECT} of all columns, without a condition. */
    String select() {
        return "SELECT " + columns() + " FROM " + name;
    }

    /** Removes rows by their key columns. */
    <K> void delete(Connection connection, Collection<K> keys, Sql.Binder<K> keyBinder) throws SQLException {
        String condition = key.stream().map(column -> column + " = ?").collect(Collectors.joining(" AND "));
        Sql.batch(connection, "DELETE FROM " + name + " WHERE " + condition, keys, keyBinder);
    }

    private String columns() {
        var columns = new ArrayList<>(key);
        columns.addAll(fixed);
        columns.addAll(rest);
        return String.join(", ", columns);
    }

    private String upsertSql() {
        String marks = "?, ".repeat(key.size() + fixed.size() + rest.size() - 1) + "?";
        String updates =
                rest.stream().map(column -> column + " = excluded." + column).collect(Collectors.joining(", "));
        return "INSERT INTO " + name + " (" + columns() + ") VALUES (" + marks + ") ON CONFLICT ("
                + String.join(", ", key) + ") DO UPDATE SET " + updates;
    }
}
