package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table, a view or a query, and its columns as they were when they were first asked for. A column that is added later
 * is read at once, and written after a restart. Safe for several threads.
 */
final class Source {
    private final @Nullable String schema;
    private final @Nullable String table;
    private final @Nullable String select;
    private final Dialect dialect;
    private volatile @Nullable Map<String, Column> columns;

    /** @param select a query in place of a table, or null */
    Source(@Nullable String schema, @Nullable String table, @Nullable String select, Dialect dialect) {
        this.schema = schema;
        this.table = table;
        this.select = select;
        this.dialect = dialect;
    }

    /** What stands behind {@code from}, or {@code into}. */
    String sql(Names names) {
        if (table == null) {
            return "(" + select + ") karat";
        }
        return schema == null ? names.of(table) : names.of(schema) + "." + names.of(table);
    }

    /** Its columns by name. */
    Map<String, Column> columns(Connection connection, Names names) throws SQLException {
        Map<String, Column> known = columns;
        if (known == null) {
            try (PreparedStatement statement =
                            connection.prepareStatement("select * from " + sql(names) + " where 1 = 0");
                    ResultSet none = statement.executeQuery()) {
                known = described(none.getMetaData());
            }
            columns = known;
        }
        return known;
    }

    private Map<String, Column> described(ResultSetMetaData told) throws SQLException {
        var all = new LinkedHashMap<String, Column>();
        for (int i = 1; i <= told.getColumnCount(); i++) {
            Column column = Column.of(told, i, dialect);
            all.put(column.name(), column);
        }
        return all;
    }

    /** The column of that name; throws CONFIG_INVALID if there is none. */
    Column column(Connection connection, Names names, String name) throws SQLException {
        Map<String, Column> all = columns(connection, names);
        Column column = all.get(name);
        if (column == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    (table == null ? "The query" : "The table " + table) + " has no column " + name
                            + "; upper and lower case count. It has " + all.keySet());
        }
        return column;
    }

    /** Several of them. */
    List<Column> columns(Connection connection, Names names, List<String> wanted) throws SQLException {
        var found = new ArrayList<Column>();
        for (String name : wanted) {
            found.add(column(connection, names, name));
        }
        return found;
    }

    /**
     * One row.
     *
     * @param record as it is shown
     * @param raw the same values as they are bound again
     */
    record Row(ObjectNode record, Map<String, JsonNode> raw) {
        /** Nothing: the values are personal data. */
        @Override
        public String toString() {
            return "Row";
        }
    }

    /** Reads the present row of an answer. */
    Row row(ResultSet rows, ZoneId zone) throws SQLException {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        var raw = new LinkedHashMap<String, JsonNode>();
        ResultSetMetaData told = rows.getMetaData();
        for (int i = 1; i <= told.getColumnCount(); i++) {
            Column column = Column.of(told, i, dialect);
            JsonNode value = column.raw(rows, i);
            raw.put(column.name(), value);
            record.set(column.name(), column.shown(value, zone));
        }
        return new Row(record, raw);
    }
}
