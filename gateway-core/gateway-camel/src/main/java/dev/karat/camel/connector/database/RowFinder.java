package dev.karat.camel.connector.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.read.VendorRecord;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds single rows of what is read: by their keys, or by keys of customers. Safe for use by several threads.
 *
 * @param from what is read
 * @param version column that changes with each change of a row, or null
 * @param lookup columns that hold keys of customers
 */
record RowFinder(Source from, Key key, @Nullable String version, RecordFacts facts, Map<Attribute, String> lookup) {
    /** Texts of one attribute that are looked up. */
    private static final int TEXTS_MAX = 5;

    /** More rows than one are a conflict, however many. */
    private static final int FOUND_MAX = 2;

    /** The row of an item, by its id or by the customer's keys. Throws VENDOR_CONFLICT if a key finds several. */
    Optional<Found> find(Session session, WriteItem item) throws SQLException {
        String id = item.externalId();
        if (id != null) {
            return Optional.ofNullable(record(session, id)).map(this::found);
        }
        for (var one : lookup.entrySet()) {
            List<String> texts = item.data().texts(one.getKey());
            for (String text : texts.subList(0, Math.min(TEXTS_MAX, texts.size()))) {
                List<ObjectNode> rows = byKey(session, one.getKey(), one.getValue(), text);
                if (rows.size() > 1) {
                    throw new GatewayException(
                            ErrorCode.VENDOR_CONFLICT,
                            "Several rows hold the same " + one.getKey().path());
                }
                if (!rows.isEmpty()) {
                    return Optional.of(found(rows.get(0)));
                }
            }
        }
        return Optional.empty();
    }

    private Found found(ObjectNode record) {
        VendorRecord told = facts.of(record);
        JsonNode token = record.path(String.valueOf(version));
        return new Found(
                String.valueOf(told.id()), token.isValueNode() ? token.asText() : null, record, told.deleted());
    }

    /** Mail addresses are compared as people do; the index for it is one over the lower case. */
    private List<ObjectNode> byKey(Session session, Attribute attribute, String name, String text) throws SQLException {
        Column column = session.column(from, name);
        JsonNode value = TableWriter.text(text);
        if (!column.canHold(value)) {
            return List.of();
        }
        String place = session.names().of(name);
        String condition = attribute == Attribute.EMAILS ? "lower(" + place + ") = lower(?)" : place + " = ?";
        String sql = "select * from " + from.sql(session.names()) + " where " + condition + " order by "
                + session.names().of(key.columns()) + session.dialect().limit();
        try (PreparedStatement statement = session.prepared(sql)) {
            column.bind(statement, 1, value, session.dialect(), session.zone());
            statement.setInt(2, FOUND_MAX);
            return records(session, statement);
        }
    }

    private List<ObjectNode> records(Session session, PreparedStatement statement) throws SQLException {
        var records = new ArrayList<ObjectNode>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Source.Row row = from.row(rows, session.zone());
                key.name(row);
                records.add(row.record());
            }
        }
        return records;
    }

    /** The record of that id as it is read; null if there is none. */
    @Nullable
    ObjectNode record(Session session, String id) throws SQLException {
        Where where = session.row(from, key, id);
        if (where == null) {
            return null;
        }
        String sql = "select * from " + from.sql(session.names()) + " where " + where.text();
        try (PreparedStatement statement = session.prepared(sql)) {
            session.bind(where, statement, 1);
            List<ObjectNode> records = records(session, statement);
            return records.isEmpty() ? null : records.get(0);
        }
    }

    /** Those of the ids of which there is no row. */
    Set<String> missing(Session session, List<String> ids) throws SQLException {
        List<Column> columns = session.columns(from, key.columns());
        var asked = new ArrayList<List<JsonNode>>();
        for (String id : ids) {
            List<JsonNode> values = key.values(id);
            if (values != null && Session.fit(columns, values)) {
                asked.add(values);
            }
        }
        var missing = new HashSet<>(ids);
        if (asked.isEmpty()) {
            return missing;
        }
        Where where = new Where().andAmong(session.names(), columns, asked);
        String sql = "select " + session.names().of(key.columns()) + " from " + from.sql(session.names()) + " where "
                + where.text();
        try (PreparedStatement statement = session.prepared(sql)) {
            session.bind(where, statement, 1);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    missing.remove(
                            String.valueOf(key.id(from.row(rows, session.zone()).raw())));
                }
            }
        }
        return missing;
    }
}
