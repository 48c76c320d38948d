package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Operation;
import dev.karat.engine.store.DeliveryState.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every target should hold, and what it was last given. */
final class Deliveries {
    static final Table<DeliveryState> TABLE = new Table<>(
            "delivery",
            List.of("target", "golden_id", "external_id"),
            List.of(),
            List.of(
                    "status",
                    "desired",
                    "written",
                    "read_back",
                    "earlier",
                    "before_image",
                    "token",
                    "attempts",
                    "next_attempt_at",
                    "error",
                    "created",
                    "changed_at",
                    "operation"),
            one -> new DeliveryKey(one.target(), one.goldenId(), one.externalId()),
            Deliveries::bind,
            Deliveries::read);

    /** No target has an empty name. */
    private static final DeliveryKey FIRST = new DeliveryKey("", "", "");

    private Deliveries() {}

    static void remove(Connection connection, Collection<DeliveryKey> keys) throws SQLException {
        TABLE.delete(
                connection,
                keys,
                (params, key) -> params.text(key.target()).text(key.goldenId()).text(key.externalId()));
    }

    static List<DeliveryState> ofGoldens(Connection connection, String target, Collection<String> goldenIds)
            throws SQLException {
        String sql = TABLE.select() + " WHERE target = ? AND golden_id IN (" + Sql.IN + ")"
                + " ORDER BY golden_id, external_id";
        var sorted = goldenIds.stream().distinct().sorted().toList();
        return Sql.queryIn(connection, sql, List.of(target), sorted, Params::text, TABLE.reader());
    }

    /** If a record was written for several profiles, which a merge can bring about, the latest one counts. */
    static Map<String, DeliveryState> byExternalId(Connection connection, String target, Collection<String> externalIds)
            throws SQLException {
        String sql =
                TABLE.select() + " WHERE target = ? AND external_id IN (" + Sql.IN + ") ORDER BY changed_at, golden_id";
        var latest = new HashMap<String, DeliveryState>();
        Sql.queryIn(connection, sql, List.of(target), List.copyOf(externalIds), Params::text, TABLE.reader())
                .forEach(one -> latest.put(one.externalId(), one));
        return latest;
    }

    static List<DeliveryState> due(Connection connection, String target, long nowMicros, int limit)
            throws SQLException {
        String sql = TABLE.select() + " WHERE target = ? AND status IN ('PENDING', 'INTENT') AND next_attempt_at <= ?"
                + " ORDER BY next_attempt_at, changed_at LIMIT ?";
        return Sql.query(
                connection,
                sql,
                target,
                (params, name) -> params.text(name).number(nowMicros).number(limit),
                TABLE.reader());
    }

    static List<DeliveryKey> keys(Connection connection, @Nullable DeliveryKey after, int limit) throws SQLException {
        String key = String.join(", ", TABLE.key());
        String sql = "SELECT " + key + " FROM delivery WHERE (" + key + ") > (?, ?, ?) ORDER BY " + key + " LIMIT ?";
        return Sql.query(
                connection,
                sql,
                after == null ? FIRST : after,
                (params, one) -> params.text(one.target())
                        .text(one.goldenId())
                        .text(one.externalId())
                        .number(limit),
                row -> new DeliveryKey(row.text(), row.text(), row.text()));
    }

    /** A status in which nothing stands is left out. */
    static Map<Status, Long> counts(Connection connection, String target) throws SQLException {
        String sql = "SELECT status, COUNT(*) FROM delivery WHERE target = ? GROUP BY status";
        return Sql.query(
                        connection, sql, target, Params::text, row -> Map.entry(row.symbol(Status.class), row.number()))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void bind(Params params, DeliveryState one) throws SQLException {
        params.text(one.target())
                .text(one.goldenId())
                .text(one.externalId())
                .symbol(one.status())
                .data(one.desired())
                .data(one.written())
                .data(one.readBack())
                .data(one.earlier())
                .data(one.before())
                .text(one.token())
                .number(one.attempts())
                .number(one.nextAttemptAt())
                .symbol(one.error())
                .flag(one.created())
                .number(one.changedAt())
                .symbol(one.operation());
    }

    private static DeliveryState read(Row row) throws SQLException {
        return new DeliveryState(
                row.text(),
                row.text(),
                row.text(),
                row.symbol(Status.class),
                row.data(),
                row.optionalData(),
                row.optionalData(),
                row.optionalData(),
                row.optionalData(),
                row.optionalText(),
                (int) row.number(),
                row.number(),
                row.optionalSymbol(ErrorCode.class),
                row.flag(),
                row.number(),
                row.symbol(Operation.class));
    }
}
