package dev.karat.store;

import dev.karat.engine.store.ChangedGolden;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Versions of profiles that were replaced. What replaced them is told by the log of changes. */
final class GoldenHistory {
    private static final String COLUMNS = "id, mint_seq, anchor_rid, status, redirect_to, version, profile, changed_at";

    private static final String KEEP = "INSERT INTO golden_history (" + COLUMNS + ", until) SELECT " + COLUMNS
            + ", ? FROM golden WHERE id = ? AND version < ? ON CONFLICT DO NOTHING";

    private static final String THEN = "SELECT " + COLUMNS + " FROM golden_history WHERE id = ? AND changed_at <= ?"
            + " ORDER BY version DESC LIMIT 1";

    /** What happened to the id, and to others that were merged into it or split from it. */
    private static final String CHANGES = Changes.TABLE.select()
            + " WHERE (golden_id = ? OR other = ?) AND NOT (type = 'UPDATED' AND attributes = '') AND seq < ?"
            + " ORDER BY seq DESC LIMIT ?";

    /** What the id was before a version, and from it on, wherever that is kept. */
    private static final String BEFORE = either("version < ?") + " ORDER BY version DESC LIMIT 1";

    private static final String FROM = either("version >= ?") + " ORDER BY version LIMIT 1";

    static final String FORGET = "DELETE FROM golden_history WHERE (id, version) IN"
            + " (SELECT id, version FROM golden_history WHERE until < ? ORDER BY until LIMIT ?)";

    private GoldenHistory() {}

    /** Called before the rows replace their previous versions. A profile that is new costs nothing. */
    static void keep(Connection connection, Collection<StoredGolden> goldens) throws SQLException {
        var last = new LinkedHashMap<String, StoredGolden>();
        goldens.stream().filter(one -> one.version() > 1).forEach(one -> last.put(one.id(), one));
        Sql.batch(
                connection,
                KEEP,
                last.values(),
                (params, one) -> params.number(one.changedAt()).text(one.id()).number(one.version()));
    }

    static Optional<StoredGolden> asOf(Connection connection, String id, long at) throws SQLException {
        List<StoredGolden> now = Goldens.byId(connection, List.of(id));
        if (now.isEmpty() || now.get(0).changedAt() <= at) {
            return now.stream().findFirst();
        }
        return Sql.query(connection, THEN, id, (params, one) -> params.text(one).number(at), Goldens.TABLE.reader())
                .stream()
                .findFirst();
    }

    /** Newest first. */
    static List<StoredChange> changes(Connection connection, String id, long beforeSeq, int limit) throws SQLException {
        return Sql.query(
                connection,
                CHANGES,
                id,
                (params, one) -> params.text(one).text(one).number(beforeSeq).number(limit),
                Changes.TABLE.reader());
    }

    static List<ChangedGolden> changed(Connection connection, Collection<StoredChange> changes) throws SQLException {
        var changed = new ArrayList<ChangedGolden>();
        for (StoredChange change : changes) {
            changed.add(new ChangedGolden(change, kept(connection, BEFORE, change), kept(connection, FROM, change)));
        }
        return changed;
    }

    private static @Nullable StoredGolden kept(Connection connection, String sql, StoredChange change)
            throws SQLException {
        return Sql.query(
                        connection,
                        sql,
                        change,
                        (params, one) -> params.text(one.goldenId())
                                .number(one.version())
                                .text(one.goldenId())
                                .number(one.version()),
                        Goldens.TABLE.reader())
                .stream()
                .findFirst()
                .orElse(null);
    }

    private static String either(String condition) {
        return "SELECT " + COLUMNS + " FROM golden WHERE id = ? AND " + condition + " UNION ALL SELECT " + COLUMNS
                + " FROM golden_history WHERE id = ? AND " + condition;
    }

    static void erase(Connection connection, Collection<String> ids) throws SQLException {
        Sql.batch(connection, "DELETE FROM golden_history WHERE id = ?", ids, Params::text);
    }
}
