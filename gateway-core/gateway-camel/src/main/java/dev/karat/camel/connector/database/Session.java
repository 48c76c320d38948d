package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One transaction, and how statements are made in it. Used by one thread.
 *
 * @param zone of times that the database holds without one
 * @param timeout longest statement
 * @param clock used where the database does not tell the time
 */
record Session(Connection connection, Names names, Dialect dialect, ZoneId zone, Duration timeout, Clock clock) {
    PreparedStatement prepared(String sql) throws SQLException {
        return timed(connection.prepareStatement(sql));
    }

    PreparedStatement timed(PreparedStatement statement) throws SQLException {
        statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
        return statement;
    }

    /** The database's clock. */
    Instant now() throws SQLException {
        return dialect.now(connection, clock);
    }

    Column column(Source source, String name) throws SQLException {
        return source.column(connection, names, name);
    }

    List<Column> columns(Source source, List<String> wanted) throws SQLException {
        return source.columns(connection, names, wanted);
    }

    /** The row of that id; null if no row can have it. */
    @Nullable
    Where row(Source source, Key key, String id) throws SQLException {
        List<JsonNode> values = key.values(id);
        List<Column> columns = columns(source, key.columns());
        return values == null || !fit(columns, values) ? null : new Where().andAmong(names, columns, List.of(values));
    }

    /** False if a column cannot hold its value. */
    static boolean fit(List<Column> columns, List<JsonNode> values) {
        for (int i = 0; i < values.size(); i++) {
            if (!columns.get(i).canHold(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    void bind(Where where, PreparedStatement statement, int at) throws SQLException {
        where.bind(statement, at, dialect, zone);
    }

    /** Binds values of columns in order; gives the number of the next one. */
    int bind(Source source, PreparedStatement statement, Map<String, JsonNode> values) throws SQLException {
        int next = 1;
        for (var value : values.entrySet()) {
            column(source, value.getKey()).bind(statement, next++, value.getValue(), dialect, zone);
        }
        return next;
    }
}
