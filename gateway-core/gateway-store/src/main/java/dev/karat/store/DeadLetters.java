package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.LetterSelection;
import dev.karat.engine.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What could not be taken or delivered. The database numbers the letters. */
final class DeadLetters {
    private static final String COLUMNS = "system, entity, record_id, code, message, origin, payload, at";
    private static final String INSERT = "INSERT INTO dead_letter (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String SELECT = "SELECT id, " + COLUMNS + " FROM dead_letter";

    private DeadLetters() {}

    static void insert(Connection connection, Collection<DeadLetter> letters) throws SQLException {
        Sql.batch(
                connection,
                INSERT,
                letters,
                (params, one) -> params.text(one.system())
                        .text(one.entity())
                        .text(one.recordId())
                        .symbol(one.code())
                        .text(one.message())
                        .text(one.origin())
                        .bytes(one.payload())
                        .number(one.at()));
    }

    static void remove(Connection connection, Collection<Long> ids) throws SQLException {
        Sql.batch(connection, "DELETE FROM dead_letter WHERE id = ?", ids, Params::number);
    }

    static List<DeadLetter> newest(Connection connection, LetterSelection which, int limit) throws SQLException {
        return Sql.query(
                connection,
                SELECT + where(which, List.of()) + " ORDER BY id DESC LIMIT ?",
                limit,
                (params, rows) -> bind(params, which).number(rows),
                DeadLetters::read);
    }

    static List<DeadLetter> after(Connection connection, LetterSelection which, long afterId, int limit)
            throws SQLException {
        return Sql.query(
                connection,
                SELECT + where(which, List.of("id > ?")) + " ORDER BY id LIMIT ?",
                limit,
                (params, rows) -> bind(params, which).number(afterId).number(rows),
                DeadLetters::read);
    }

    private static String where(LetterSelection which, List<String> further) {
        var conditions = new ArrayList<String>();
        if (which.id() != null) {
            conditions.add("id = ?");
        }
        if (which.system() != null) {
            conditions.add("system = ?");
        }
        if (which.code() != null) {
            conditions.add("code = ?");
        }
        conditions.addAll(further);
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private static Params bind(Params params, LetterSelection which) throws SQLException {
        Long id = which.id();
        if (id != null) {
            params.number(id);
        }
        if (which.system() != null) {
            params.text(which.system());
        }
        if (which.code() != null) {
            params.symbol(which.code());
        }
        return params;
    }

    static List<DeadLetter> ofRecords(Connection connection, Collection<RecordKey> keys, int limit)
            throws SQLException {
        var found = new ArrayList<DeadLetter>();
        for (RecordKey key : keys) {
            int left = limit - found.size();
            if (left > 0) {
                found.addAll(Sql.query(
                        connection,
                        SELECT + " WHERE system = ? AND entity = ? AND record_id = ? ORDER BY id DESC LIMIT ?",
                        key,
                        (params, one) -> params.key(one).number(left),
                        DeadLetters::read));
            }
        }
        return found;
    }

    /** They name no record: the index by record leads to the letters of the target without one. */
    static List<DeadLetter> ofDeliveries(Connection connection, String target, Collection<String> goldenIds, int limit)
            throws SQLException {
        String sql = SELECT + " WHERE system = ? AND record_id IS NULL AND origin IN (" + Sql.IN + ") ORDER BY id DESC";
        List<String> origins = goldenIds.stream().map(DeadLetter::origin).toList();
        return Sql.queryIn(connection, sql, List.of(target), origins, Params::text, DeadLetters::read).stream()
                .limit(limit)
                .toList();
    }

    static List<Store.LetterCount> counts(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                "SELECT system, code, COUNT(*) AS letters FROM dead_letter GROUP BY system, code"
                        + " ORDER BY letters DESC, system, code",
                row -> new Store.LetterCount(row.text(), row.symbol(ErrorCode.class), row.number()));
    }

    private static DeadLetter read(Row row) throws SQLException {
        return new DeadLetter(
                row.number(),
                row.text(),
                row.text(),
                row.optionalText(),
                row.symbol(ErrorCode.class),
                row.text(),
                row.text(),
                row.bytes(),
                row.number());
    }
}
