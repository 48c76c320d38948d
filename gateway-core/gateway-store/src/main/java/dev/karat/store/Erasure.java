package dev.karat.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.StoredRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/** Removes a record on a privacy request, with everything that is stored under its name or its e-mail addresses. */
final class Erasure {
    private static final String NOTE_RID = "INSERT INTO high_water (name, value)"
            + " SELECT 'rid', COALESCE(MAX(rid), 0) FROM record WHERE 1 = 1"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > high_water.value";

    private Erasure() {}

    /** @param goldenIds profiles that were erased, whether or not they still had records */
    static void remove(Connection connection, Collection<RecordKey> keys, Collection<String> goldenIds)
            throws SQLException {
        GoldenHistory.erase(connection, goldenIds);
        BeforeImages.erase(connection, goldenIds);
        if (keys.isEmpty()) {
            return;
        }
        Sql.run(connection, NOTE_RID);
        Collection<StoredRecord> records = Records.byKey(connection, keys).values();
        history(connection, records);
        DecisionHistory.erase(connection, keys);
        // An id may be somebody's address.
        for (String table : List.of("change_log", "record_history")) {
            Sql.batch(
                    connection,
                    "UPDATE " + table + " SET cause = 'erased record' WHERE cause = ?",
                    keys,
                    (params, key) -> params.text(key.toString()));
        }
        for (StoredRecord one : records) {
            Contacts.remove(connection, one);
            // Addresses identify the person in every system, an id only in its own.
            Sql.batch(
                    connection,
                    "DELETE FROM interaction WHERE customer_ref = ?",
                    List.copyOf(new LinkedHashSet<>(one.data().texts(Attribute.EMAILS))),
                    Params::text);
        }
        byKey(connection, "DELETE FROM record WHERE system = ? AND entity = ? AND id = ?", keys);
        byKey(connection, "DELETE FROM dead_letter WHERE system = ? AND entity = ? AND record_id = ?", keys);
        byKey(connection, "DELETE FROM decision WHERE first_system = ? AND first_entity = ? AND first_id = ?", keys);
        byKey(connection, "DELETE FROM decision WHERE second_system = ? AND second_entity = ? AND second_id = ?", keys);
        byId(connection, "DELETE FROM interaction WHERE system = ? AND customer_ref = ?", keys);
        byId(connection, "DELETE FROM delivery WHERE target = ? AND external_id = ?", keys);
        byId(connection, "DELETE FROM before_image WHERE target = ? AND external_id = ?", keys);
    }

    /** What a record said is also in the former versions of every profile that it ever was in. */
    private static void history(Connection connection, Collection<StoredRecord> records) throws SQLException {
        List<Long> rids = records.stream().map(StoredRecord::rid).toList();
        var goldenIds = new LinkedHashSet<>(RecordHistory.goldenIds(connection, rids));
        records.stream().map(StoredRecord::goldenId).filter(Objects::nonNull).forEach(goldenIds::add);
        GoldenHistory.erase(connection, goldenIds);
        RecordHistory.erase(connection, rids);
    }

    private static void byKey(Connection connection, String sql, Collection<RecordKey> keys) throws SQLException {
        Sql.batch(connection, sql, keys, Params::key);
    }

    /** A target bears the name of its system. */
    private static void byId(Connection connection, String sql, Collection<RecordKey> keys) throws SQLException {
        Sql.batch(
                connection,
                sql,
                keys,
                (params, key) -> params.text(key.system()).text(key.id()));
    }
}
