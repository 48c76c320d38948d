package dev.karat.store;

import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Stamp;
import dev.karat.engine.store.StoredFeatures;
import dev.karat.engine.store.StoredRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The source records, each in its latest version. */
final class Records {
    private static final byte[] NO_RAW = {};

    private static final String COLUMNS_BUT_RAW = "rid, system, entity, id, epoch, token, observed_at, hash, deleted,"
            + " data, echoes, features, golden_id, modified_at";

    static final Table<StoredRecord> TABLE = new Table<>(
            "record",
            List.of("rid"),
            List.of("system", "entity", "id"),
            List.of(
                    "epoch",
                    "token",
                    "observed_at",
                    "hash",
                    "deleted",
                    "data",
                    "echoes",
                    "features",
                    "golden_id",
                    "modified_at",
                    "raw"),
            StoredRecord::rid,
            Records::bind,
            row -> read(row, true));

    private static final String IN_PLACE =
            "UPDATE record SET epoch = ?, token = ?, observed_at = ?, hash = ?, data = ?,"
                    + " echoes = ?, features = ?, modified_at = ?, raw = ?"
                    + " WHERE rid = ? AND deleted = ? AND golden_id IS NOT DISTINCT FROM ?";

    private Records() {}

    /** Greatest number of a record that is there, 0 if there is none. */
    static long last(Connection connection) throws SQLException {
        return Sql.query(connection, "SELECT COALESCE(MAX(rid), 0) FROM record", Row::number)
                .get(0);
    }

    /** @param last greatest number of a record that was there before */
    static void upsert(Connection connection, Collection<StoredRecord> records, long last) throws SQLException {
        TABLE.upsert(connection, records, one -> one.rid() > last, IN_PLACE, Records::bindInPlace);
    }

    static Map<RecordKey, StoredRecord> byKey(Connection connection, Collection<RecordKey> keys) throws SQLException {
        var ids = new TreeMap<String, Map<String, List<String>>>();
        for (RecordKey key : keys) {
            ids.computeIfAbsent(key.system(), system -> new TreeMap<>())
                    .computeIfAbsent(key.entity(), entity -> new ArrayList<>())
                    .add(key.id());
        }
        var found = new LinkedHashMap<RecordKey, StoredRecord>();
        String sql = TABLE.select() + " WHERE system = ? AND entity = ? AND id IN (" + Sql.IN + ")";
        for (var system : ids.entrySet()) {
            for (var entity : system.getValue().entrySet()) {
                var names = List.of(system.getKey(), entity.getKey());
                Sql.queryIn(connection, sql, names, entity.getValue(), Params::text, TABLE.reader())
                        .forEach(one -> found.put(one.key(), one));
            }
        }
        return found;
    }

    static List<StoredRecord> byRid(Connection connection, Collection<Long> rids) throws SQLException {
        String sql = TABLE.select() + " WHERE rid IN (" + Sql.IN + ") ORDER BY rid";
        var sorted = rids.stream().distinct().sorted().toList();
        return Sql.queryIn(connection, sql, List.of(), sorted, Params::number, TABLE.reader());
    }

    static List<StoredRecord> ofGoldens(Connection connection, Collection<String> goldenIds) throws SQLException {
        String sql = TABLE.select() + " WHERE golden_id IN (" + Sql.IN + ")";
        var distinct = goldenIds.stream().distinct().toList();
        return Sql.queryIn(connection, sql, List.of(), distinct, Params::text, TABLE.reader()).stream()
                .sorted(Comparator.comparingLong(StoredRecord::rid))
                .toList();
    }

    static List<StoredRecord> inProfilesOf(Connection connection, Collection<Long> rids) throws SQLException {
        String sql = "SELECT golden_id FROM record WHERE golden_id IS NOT NULL AND rid IN (" + Sql.IN + ")";
        var sorted = rids.stream().distinct().sorted().toList();
        // Not in one statement: PostgreSQL reads the whole table for a subquery as long as it does not know its size.
        return ofGoldens(connection, Sql.queryIn(connection, sql, List.of(), sorted, Params::number, Row::text));
    }

    static List<StoredRecord> ofSystem(Connection connection, String system, String entity, String afterId, int limit)
            throws SQLException {
        String sql = TABLE.select() + " WHERE system = ? AND entity = ? AND id > ? ORDER BY id LIMIT ?";
        return Sql.query(
                connection,
                sql,
                limit,
                (params, rows) -> params.text(system).text(entity).text(afterId).number(rows),
                TABLE.reader());
    }

    /** Records after a number, without raw payload. */
    static List<StoredRecord> after(Connection connection, long rid, int limit) throws SQLException {
        String sql = "SELECT " + COLUMNS_BUT_RAW + " FROM record WHERE rid > ? ORDER BY rid LIMIT ?";
        return Sql.query(
                connection, sql, rid, (params, after) -> params.number(after).number(limit), row -> read(row, false));
    }

    /** Features of live records after a number. */
    static List<StoredFeatures> features(Connection connection, long rid, int limit) throws SQLException {
        String sql = "SELECT rid, features, golden_id FROM record WHERE rid > ? AND deleted = 0 ORDER BY rid LIMIT ?";
        return Sql.query(
                connection,
                sql,
                rid,
                (params, after) -> params.number(after).number(limit),
                row -> new StoredFeatures(row.number(), row.bytes(), row.optionalText()));
    }

    private static void bind(Params params, StoredRecord one) throws SQLException {
        Stamp stamp = one.stamp();
        params.number(one.rid())
                .key(one.key())
                .number(stamp.epoch())
                .number(stamp.token())
                .number(stamp.observedAt())
                .text(stamp.hash())
                .flag(one.deleted())
                .data(one.data())
                .attributes(one.echoes())
                .bytes(one.features())
                .text(one.goldenId())
                .optionalNumber(one.modifiedAt())
                .bytes(one.raw());
    }

    private static void bindInPlace(Params params, StoredRecord one) throws SQLException {
        Stamp stamp = one.stamp();
        params.number(stamp.epoch())
                .number(stamp.token())
                .number(stamp.observedAt())
                .text(stamp.hash())
                .data(one.data())
                .attributes(one.echoes())
                .bytes(one.features())
                .optionalNumber(one.modifiedAt())
                .bytes(one.raw())
                .number(one.rid())
                .flag(one.deleted())
                .text(one.goldenId());
    }

    private static StoredRecord read(Row row, boolean withRaw) throws SQLException {
        return new StoredRecord(
                row.number(),
                row.key(),
                row.stamp(),
                row.flag(),
                row.data(),
                row.attributes(),
                row.bytes(),
                row.optionalText(),
                row.optionalNumber(),
                withRaw ? row.bytes() : NO_RAW);
    }
}
