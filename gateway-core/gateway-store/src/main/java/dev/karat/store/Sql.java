package dev.karat.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Runs statements: many rows in one batch, or a query whose rows become values. */
final class Sql {
    /** Rows handed to the driver at once; bounds its memory for rows with a payload. */
    private static final int BATCH_ROWS = 500;

    /** Sizes of an IN list. A short list is filled up with its last value, so that the database sees few statements. */
    private static final int[] IN_SIZES = {1, 8, 64, 512};

    private static final int IN_MAX = IN_SIZES[IN_SIZES.length - 1];

    /** Stands in a statement for the marks of the IN list. */
    static final String IN = ":in";

    private Sql() {}

    /** Binds one value to a statement. */
    interface Binder<T> {
        void bind(Params params, T value) throws SQLException;
    }

    /** Makes a value of the current row. */
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    /** Runs the statement once per value. */
    static <T> void batch(Connection connection, String sql, Collection<T> values, Binder<T> binder)
            throws SQLException {
        if (values.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            var params = new Params(statement);
            int rows = 0;
            for (T value : values) {
                binder.bind(params, value);
                params.endRow();
                if (++rows % BATCH_ROWS == 0) {
                    statement.executeBatch();
                }
            }
            if (rows % BATCH_ROWS != 0) {
                statement.executeBatch();
            }
        }
    }

    /** Runs a statement that changes rows once per value; returns the values for which there was no row. */
    static <T> List<T> batchOfExisting(Connection connection, String sql, List<T> values, Binder<T> binder)
            throws SQLException {
        var missed = new ArrayList<T>();
        for (int from = 0; from < values.size(); from += BATCH_ROWS) {
            List<T> part = values.subList(from, Math.min(from + BATCH_ROWS, values.size()));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                var params = new Params(statement);
                for (T value : part) {
                    binder.bind(params, value);
                    params.endRow();
                }
                int[] changed = statement.executeBatch();
                for (int i = 0; i < changed.length; i++) {
                    if (changed[i] == 0) {
                        missed.add(part.get(i));
                    }
                }
            }
        }
        return missed;
    }

    /** Runs a query; the value gives its parameters. */
    static <P, T> List<T> query(Connection connection, String sql, P value, Binder<P> binder, Reader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(new Params(statement), value);
            return rows(statement, reader);
        }
    }

    /** Runs a query without parameters. */
    static <T> List<T> query(Connection connection, String sql, Reader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return rows(statement, reader);
        }
    }

    /**
     * Runs a query with {@link #IN}, as often as the values need. Rows are in the order of the statement within each
     * run, and runs follow the order of the values.
     *
     * @param before what stands before the IN list
     */
    static <V, T> List<T> queryIn(
            Connection connection, String sql, List<String> before, List<V> values, Binder<V> binder, Reader<T> reader)
            throws SQLException {
        var found = new ArrayList<T>();
        for (int from = 0; from < values.size(); from += IN_MAX) {
            List<V> part = values.subList(from, Math.min(from + IN_MAX, values.size()));
            int size = inSize(part.size());
            try (PreparedStatement statement = connection.prepareStatement(sql.replace(IN, marks(size)))) {
                var params = new Params(statement);
                for (String text : before) {
                    params.text(text);
                }
                for (int i = 0; i < size; i++) {
                    binder.bind(params, part.get(Math.min(i, part.size() - 1)));
                }
                found.addAll(rows(statement, reader));
            }
        }
        return found;
    }

    /** Runs a statement whose result, if it has one, does not matter. */
    static void run(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            var params = new Params(statement);
            for (String parameter : parameters) {
                params.text(parameter);
            }
            statement.execute();
        }
    }

    /** Runs a statement that changes rows; returns how many. */
    static <P> int update(Connection connection, String sql, P value, Binder<P> binder) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(new Params(statement), value);
            return statement.executeUpdate();
        }
    }

    private static <T> List<T> rows(PreparedStatement statement, Reader<T> reader) throws SQLException {
        try (var results = statement.executeQuery()) {
            var row = new Row(results);
            var found = new ArrayList<T>();
            while (row.next()) {
                found.add(reader.read(row));
            }
            return found;
        }
    }

    private static int inSize(int wanted) {
        for (int size : IN_SIZES) {
            if (size >= wanted) {
                return size;
            }
        }
        return IN_MAX;
    }

    private static String marks(int size) {
        return "?, ".repeat(size - 1) + "?";
    }
}
