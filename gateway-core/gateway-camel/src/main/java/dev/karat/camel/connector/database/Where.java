package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** A condition with the values that are bound in it, in order. Names are quoted, values never stand in the text. */
final class Where {
    private final StringBuilder text = new StringBuilder();
    private final List<Column> columns = new ArrayList<>();
    private final List<JsonNode> values = new ArrayList<>();

    String text() {
        return text.toString();
    }

    /** Adds that a column is compared with a value, such as {@code >=}. */
    Where and(Names names, Column column, String comparison, JsonNode value) {
        if (!text.isEmpty()) {
            text.append(" and ");
        }
        compare(names, column, comparison, value);
        return this;
    }

    private void compare(Names names, Column column, String comparison, JsonNode value) {
        text.append(names.of(column.name())).append(' ').append(comparison).append(" ?");
        columns.add(column);
        values.add(value);
    }

    /** Adds that the columns have values. */
    Where andThere(Names names, List<Column> all) {
        for (Column column : all) {
            text.append(text.isEmpty() ? "" : " and ")
                    .append(names.of(column.name()))
                    .append(" is not null");
        }
        return this;
    }

    /**
     * Adds that a row comes after the one with these values, in the order of the columns. Not every database compares
     * rows, and an index is used only if the first column is compared by itself.
     */
    Where andAfter(Names names, List<Column> order, List<JsonNode> last) {
        if (order.size() > 1) {
            and(names, order.get(0), ">=", last.get(0));
        }
        text.append(text.isEmpty() ? "" : " and ");
        after(names, order, last);
        return this;
    }

    private void after(Names names, List<Column> order, List<JsonNode> last) {
        Column first = order.get(0);
        if (order.size() == 1) {
            compare(names, first, ">", last.get(0));
            return;
        }
        text.append('(');
        compare(names, first, ">", last.get(0));
        text.append(" or (");
        compare(names, first, "=", last.get(0));
        text.append(" and ");
        after(names, order.subList(1, order.size()), last.subList(1, last.size()));
        text.append("))");
    }

    /** Adds that a row has one of these keys. */
    Where andAmong(Names names, List<Column> key, List<List<JsonNode>> ids) {
        text.append(text.isEmpty() ? "(" : " and (");
        for (int i = 0; i < ids.size(); i++) {
            text.append(i == 0 ? "(" : " or (");
            for (int j = 0; j < key.size(); j++) {
                text.append(j == 0 ? "" : " and ");
                compare(names, key.get(j), "=", ids.get(i).get(j));
            }
            text.append(')');
        }
        text.append(')');
        return this;
    }

    /**
     * Binds the values.
     *
     * @param at number of the first, from 1
     * @return number of the next one
     */
    int bind(PreparedStatement statement, int at, Dialect dialect, ZoneId zone) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).bind(statement, at + i, values.get(i), dialect, zone);
        }
        return at + columns.size();
    }
}
