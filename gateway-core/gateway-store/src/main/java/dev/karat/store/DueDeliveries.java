package dev.karat.store;

import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Deliveries by what is to be done with them, and when they were planned. */
final class DueDeliveries {
    private static final String SELECT = Deliveries.TABLE.select();

    /** Looks at no more rows than are asked for: a backlog may hold everybody. */
    private static final String WAITING = "SELECT COALESCE(SUM(creation), 0), COALESCE(SUM(withdrawal), 0), COUNT(*)"
            + " FROM (SELECT CASE external_id WHEN '' THEN 1 ELSE 0 END AS creation,"
            + " CASE WHEN operation IN ('DEACTIVATE', 'DELETE') THEN 1 ELSE 0 END AS withdrawal FROM delivery"
            + " WHERE target = ? AND status = 'PENDING' AND attempts = 0 AND error IS NULL AND next_attempt_at >= 0 LIMIT ?) AS waiting";

    private DueDeliveries() {}

    static List<DeliveryState> changedWithin(
            Connection connection, String target, long nowMicros, long from, long until, int limit)
            throws SQLException {
        return Sql.query(
                connection,
                SELECT + " WHERE target = ? AND status = 'PENDING' AND changed_at BETWEEN ? AND ?"
                        + " AND next_attempt_at <= ? ORDER BY changed_at, golden_id LIMIT ?",
                target,
                (params, name) -> params.text(name)
                        .number(from)
                        .number(until)
                        .number(nowMicros)
                        .number(limit),
                Deliveries.TABLE.reader());
    }

    static List<DeliveryState> lookUps(Connection connection, String target, long nowMicros, int limit)
            throws SQLException {
        return Sql.query(
                connection,
                SELECT + " WHERE target = ? AND status = 'INTENT' AND next_attempt_at <= ?"
                        + " ORDER BY changed_at, golden_id LIMIT ?",
                target,
                (params, name) -> params.text(name).number(nowMicros).number(limit),
                Deliveries.TABLE.reader());
    }

    static List<DeliveryState> in(Connection connection, String target, Status status, long from, long until, int limit)
            throws SQLException {
        return Sql.query(
                connection,
                SELECT + " WHERE target = ? AND status = ? AND changed_at BETWEEN ? AND ?"
                        + " ORDER BY changed_at LIMIT ?",
                target,
                (params, name) -> params.text(name)
                        .symbol(status)
                        .number(from)
                        .number(until)
                        .number(limit),
                Deliveries.TABLE.reader());
    }

    static long count(Connection connection, String target, Status status, long from, long until) throws SQLException {
        return Sql.query(
                        connection,
                        "SELECT COUNT(*) FROM delivery WHERE target = ? AND status = ? AND changed_at BETWEEN ? AND ?",
                        target,
                        (params, name) ->
                                params.text(name).symbol(status).number(from).number(until),
                        row -> row.number())
                .get(0);
    }

    static Store.Waiting waiting(Connection connection, String target, long max) throws SQLException {
        return Sql.query(
                        connection,
                        WAITING,
                        target,
                        (params, name) -> params.text(name).number(max),
                        row -> {
                            long creates = row.number();
                            long deletes = row.number();
                            return new Store.Waiting(creates, row.number() - creates - deletes, deletes);
                        })
                .get(0);
    }
}
