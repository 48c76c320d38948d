package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes single rows of the table that is written. Safe for use by several threads.
 *
 * @param into the table
 */
record RowChanges(Source into, Key key, TableOptions options) {
    /** Keeps the row from others until the end; gives its version, or nothing instead of one, or null if it is gone. */
    @Nullable
    JsonNode lock(Session session, String id) throws SQLException {
        return version(session, id, session.dialect().lock());
    }

    /** The version of the row, or null if rows have none. */
    @Nullable
    String token(Session session, String id) throws SQLException {
        JsonNode version = options.version() == null ? null : version(session, id, "");
        return version == null || version.isNull() ? null : version.asText();
    }

    private @Nullable JsonNode version(Session session, String id, String lock) throws SQLException {
        String name = options.version() == null ? key.columns().get(0) : options.version();
        Column column = session.column(into, name);
        Where where = session.row(into, key, id);
        if (where == null) {
            return null;
        }
        String sql = "select " + session.names().of(name) + " from " + into.sql(session.names()) + " where "
                + where.text() + lock;
        try (PreparedStatement statement = session.prepared(sql)) {
            session.bind(where, statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? column.raw(row, 1) : null;
            }
        }
    }

    /** Inserts a row; gives its id. */
    String insert(Session session, Map<String, JsonNode> values) throws SQLException {
        Map<String, JsonNode> all = touched(session, values);
        List<String> columns = List.copyOf(all.keySet());
        String sql = "insert into " + into.sql(session.names()) + " ("
                + session.names().of(columns) + ") values ("
                + String.join(", ", columns.stream().map(column -> "?").toList()) + ")";
        String given = key.id(all);
        try (PreparedStatement statement = given == null
                ? session.timed(
                        session.connection().prepareStatement(sql, key.columns().toArray(String[]::new)))
                : session.prepared(sql)) {
            session.bind(into, statement, all);
            statement.executeUpdate();
            return given == null ? generated(statement) : given;
        }
    }

    private String generated(PreparedStatement statement) throws SQLException {
        try (ResultSet keys = statement.getGeneratedKeys()) {
            var id = new LinkedHashMap<String, JsonNode>();
            boolean told = keys.next();
            for (int i = 0; told && i < key.columns().size(); i++) {
                id.put(key.columns().get(i), TableWriter.text(keys.getString(i + 1)));
            }
            String name = told ? key.id(id) : null;
            if (name == null) {
                throw new GatewayException(
                        ErrorCode.CONFIG_INVALID,
                        "The database gives new rows no key of its own; let the mapping write "
                                + String.join(", ", key.columns()));
            }
            return name;
        }
    }

    /** Changes a row that still has that version; false if it does not. */
    boolean update(Session session, String id, Map<String, JsonNode> values, JsonNode version) throws SQLException {
        Where where = session.row(into, key, id);
        if (where == null) {
            return false;
        }
        Map<String, JsonNode> all = touched(session, values);
        Names names = session.names();
        var set = new StringBuilder();
        for (String column : all.keySet()) {
            set.append(set.isEmpty() ? "" : ", ").append(names.of(column)).append(" = ?");
        }
        if (options.version() != null) {
            Column column = session.column(into, options.version());
            if (!version.isNull()) {
                where.and(names, column, "=", version);
            }
            if (version.isIntegralNumber() && !all.containsKey(column.name())) {
                String name = names.of(column.name());
                set.append(", ").append(name).append(" = ").append(name).append(" + 1");
            }
        }
        String sql = "update " + into.sql(names) + " set " + set + " where " + where.text();
        try (PreparedStatement statement = session.prepared(sql)) {
            session.bind(where, statement, session.bind(into, statement, all));
            return statement.executeUpdate() > 0;
        }
    }

    /** Says in the row that it is deleted; false if it is gone. */
    boolean deactivate(Session session, String id, String value) throws SQLException {
        String column = options.deleted();
        if (column == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "Rows are deactivated only where there is a deletedColumn");
        }
        JsonNode version = lock(session, id);
        JsonNode written = value.equals("now") ? now(session, column) : TableWriter.text(value);
        return version != null && update(session, id, Map.of(column, written), version);
    }

    boolean delete(Session session, String id) throws SQLException {
        Where where = session.row(into, key, id);
        if (where == null) {
            return false;
        }
        try (PreparedStatement statement =
                session.prepared("delete from " + into.sql(session.names()) + " where " + where.text())) {
            session.bind(where, statement, 1);
            return statement.executeUpdate() > 0;
        }
    }

    private Map<String, JsonNode> touched(Session session, Map<String, JsonNode> values) throws SQLException {
        var all = new LinkedHashMap<>(values);
        String changed = options.touches() ? options.changed() : null;
        if (changed != null && !all.containsKey(changed)) {
            all.put(changed, now(session, changed));
        }
        return all;
    }

    private JsonNode now(Session session, String column) throws SQLException {
        return session.column(into, column).now(session.now(), session.zone());
    }
}
