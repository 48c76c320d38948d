package dev.karat.store;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.PastRecord;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Versions of records that were replaced, without the vendor's payload. */
final class RecordHistory {
    private static final String COLUMNS = "rid, system, entity, id, epoch, token, observed_at, hash, deleted, data,"
            + " echoes, golden_id, modified_at";

    /**
     * A version begins where the one before ended, and lasts at least a microsecond, whatever the clock does. The greatest
     * end is one of a sum, or PostgreSQL may look for it in the index of all ends, passing those of every other record.
     */
    private static final String KEEP = "INSERT INTO record_history (" + COLUMNS + ", since, until, cause)"
            + " SELECT " + COLUMNS + ", begun, CASE WHEN ? > begun THEN ? ELSE begun + 1 END, ? FROM (SELECT record.*,"
            + " COALESCE((SELECT MAX(until + 0) FROM record_history WHERE rid = record.rid), observed_at) AS begun"
            + " FROM record WHERE rid = ? AND (observed_at <> ? OR token <> ? OR epoch <> ? OR hash <> ? OR deleted <> ?"
            + " OR data <> ? OR echoes <> ? OR golden_id IS DISTINCT FROM ?)) AS stored";

    private static final String THEN =
            "SELECT " + COLUMNS + " FROM record_history WHERE golden_id = ? AND since <= ? AND until > ?";

    private static final String STILL = " WHERE golden_id = ? AND observed_at <= ? AND NOT EXISTS"
            + " (SELECT 1 FROM record_history h WHERE h.rid = record.rid AND h.until > ?)";

    /** Records that belong to no profile now, and belonged to this one last. */
    private static final String LAST_OF = " WHERE golden_id IS NULL AND rid IN (SELECT h.rid FROM record_history h"
            + " WHERE h.golden_id = ? AND NOT EXISTS (SELECT 1 FROM record_history later WHERE later.rid = h.rid"
            + " AND later.until > h.until AND later.golden_id IS NOT NULL)) ORDER BY rid";

    static final String FORGET = "DELETE FROM record_history WHERE (rid, until) IN"
            + " (SELECT rid, until FROM record_history WHERE until < ? ORDER BY until LIMIT ?)";

    private static final byte[] NOTHING = {};

    private RecordHistory() {}

    private record Replaced(StoredRecord next, long at, String cause) {}

    /**
     * Called before the records replace their previous versions. A record that is new costs nothing.
     *
     * @param stored greatest number of a record that is there
     */
    static void keep(
            Connection connection, Collection<StoredRecord> records, Collection<StoredChange> changes, long stored)
            throws SQLException {
        var last = new LinkedHashMap<Long, StoredRecord>();
        records.stream().filter(one -> one.rid() <= stored).forEach(one -> last.put(one.rid(), one));
        if (last.isEmpty()) {
            return;
        }
        var byCause = new HashMap<String, StoredChange>();
        var byGolden = new HashMap<String, StoredChange>();
        changes.forEach(change -> {
            byCause.put(change.cause(), change);
            byGolden.put(change.goldenId(), change);
        });
        var replaced = new ArrayList<Replaced>();
        for (StoredRecord next : last.values()) {
            StoredChange why = byCause.getOrDefault(next.key().toString(), byGolden.get(next.goldenId()));
            replaced.add(
                    why == null
                            ? new Replaced(
                                    next, next.stamp().observedAt(), next.key().toString())
                            : new Replaced(next, why.at(), why.cause()));
        }
        Sql.batch(connection, KEEP, replaced, RecordHistory::bind);
    }

    private static void bind(Params params, Replaced one) throws SQLException {
        StoredRecord next = one.next();
        params.number(one.at())
                .number(one.at())
                .text(one.cause())
                .number(next.rid())
                .number(next.stamp().observedAt())
                .number(next.stamp().token())
                .number(next.stamp().epoch())
                .text(next.stamp().hash())
                .flag(next.deleted())
                .data(next.data())
                .attributes(next.echoes())
                .text(next.goldenId());
    }

    /** Records of a profile as they were at a time, in rising order of number. */
    static List<StoredRecord> asOf(Connection connection, String goldenId, long at) throws SQLException {
        Sql.Binder<String> when = (params, id) -> params.text(id).number(at).number(at);
        var found = new ArrayList<StoredRecord>();
        found.addAll(Sql.query(connection, THEN, goldenId, when, RecordHistory::read));
        found.addAll(Sql.query(connection, Records.TABLE.select() + STILL, goldenId, when, Records.TABLE.reader()));
        found.sort(Comparator.comparingLong(StoredRecord::rid));
        return found;
    }

    static List<PastRecord> of(Connection connection, String goldenId, int limit) throws SQLException {
        String sql = "SELECT " + COLUMNS + ", since, until, cause FROM record_history WHERE golden_id = ?"
                + " ORDER BY until DESC, rid LIMIT ?";
        return Sql.query(
                connection,
                sql,
                goldenId,
                (params, id) -> params.text(id).number(limit),
                row -> new PastRecord(read(row), row.number(), row.number(), row.text()));
    }

    static List<StoredRecord> lastOf(Connection connection, String goldenId) throws SQLException {
        return Sql.query(connection, Records.TABLE.select() + LAST_OF, goldenId, Params::text, Records.TABLE.reader());
    }

    /** The profile that a record belongs to, or belonged to last. */
    static List<String> lastGoldenIdOf(Connection connection, RecordKey key) throws SQLException {
        String sql = "SELECT COALESCE(r.golden_id, (SELECT h.golden_id FROM record_history h WHERE h.rid = r.rid"
                + " AND h.golden_id IS NOT NULL ORDER BY h.until DESC LIMIT 1)) FROM record r"
                + " WHERE r.system = ? AND r.entity = ? AND r.id = ?";
        return Sql.query(connection, sql, key, Params::key, row -> Optional.ofNullable(row.optionalText())).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Every golden id that one of these records ever belonged to, as far as it is kept. */
    static List<String> goldenIds(Connection connection, List<Long> rids) throws SQLException {
        String sql =
                "SELECT DISTINCT golden_id FROM record_history WHERE golden_id IS NOT NULL AND rid IN (" + Sql.IN + ")";
        return Sql.queryIn(connection, sql, List.of(), rids, Params::number, Row::text);
    }

    static void erase(Connection connection, List<Long> rids) throws SQLException {
        Sql.batch(connection, "DELETE FROM record_history WHERE rid = ?", rids, Params::number);
    }

    private static StoredRecord read(Row row) throws SQLException {
        return new StoredRecord(
                row.number(),
                row.key(),
                row.stamp(),
                row.flag(),
                row.data(),
                row.attributes(),
                NOTHING,
                row.optionalText(),
                row.optionalNumber(),
                NOTHING);
    }
}
