package dev.karat.store;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.StoredRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Removes a record on a privacy request, with everything that is stored under its name or its e-mail addresses. */
final class Erasure {
    private static final String NOTE_RID = "INSERT INTO high_water (name, value)"
            + " SELECT 'rid', COALESCE(MAX(rid), 0) FROM record WHERE 1 = 1"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > high_water.value";

    private Erasure() {}

    static void remove(Connection connection, Collection<RecordKey> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        Sql.run(connection, NOTE_RID);
        for (StoredRecord one : Records.byKey(connection, keys).values()) {
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
