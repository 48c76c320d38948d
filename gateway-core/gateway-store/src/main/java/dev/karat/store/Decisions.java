package dev.karat.store;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/** The verdicts of stewards that stand. */
final class Decisions {
    static final Table<StewardDecision> TABLE = new Table<>(
            "decision",
            List.of("first_system", "first_entity", "first_id", "second_system", "second_entity", "second_id"),
            List.of(),
            List.of("verdict", "decided_by", "at"),
            Decisions::pair,
            (params, one) -> params.key(one.first())
                    .key(one.second())
                    .symbol(one.verdict())
                    .text(one.by())
                    .number(one.at()),
            row -> new StewardDecision(row.key(), row.key(), row.symbol(Verdict.class), row.text(), row.number()));

    private Decisions() {}

    /** Writes verdicts and removes those that were withdrawn; the last one per pair counts. */
    static void apply(Connection connection, Collection<StewardDecision> decisions) throws SQLException {
        var last = new LinkedHashMap<Object, StewardDecision>();
        decisions.forEach(one -> last.put(pair(one), one));
        var standing = last.values().stream()
                .filter(one -> one.verdict() != Verdict.NONE)
                .toList();
        var withdrawn = last.values().stream()
                .filter(one -> one.verdict() == Verdict.NONE)
                .toList();
        TABLE.upsert(connection, standing);
        TABLE.delete(
                connection, withdrawn, (params, one) -> params.key(one.first()).key(one.second()));
    }

    static List<StewardDecision> all(Connection connection) throws SQLException {
        return Sql.query(connection, TABLE.select() + " ORDER BY " + String.join(", ", TABLE.key()), TABLE.reader());
    }

    /** Verdicts about a record that stand. */
    static List<StewardDecision> of(Connection connection, RecordKey key) throws SQLException {
        String sql = TABLE.select() + " WHERE (first_system, first_entity, first_id) = (?, ?, ?)"
                + " OR (second_system, second_entity, second_id) = (?, ?, ?)";
        return Sql.query(connection, sql, key, (params, one) -> params.key(one).key(one), TABLE.reader());
    }

    private static List<RecordKey> pair(StewardDecision one) {
        return List.of(one.first(), one.second());
    }
}
