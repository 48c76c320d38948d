package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Leases. All times are the database's own. */
final class LeaseRows {
    private static final String COLUMNS = "name, owner, epoch";

    private LeaseRows() {}

    static Optional<Lease> take(Connection connection, Dialect dialect, String name, String owner, Duration ttl)
            throws SQLException {
        for (String limit : dialect.takingLimits()) {
            Sql.run(connection, limit);
        }
        String sql = "INSERT INTO lease (name, owner, epoch, expires_at) VALUES (?, ?, 1, " + dialect.now() + " + ?)"
                + " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, epoch = lease.epoch + 1,"
                + " expires_at = excluded.expires_at"
                + " WHERE lease.owner = excluded.owner OR lease.expires_at <= " + dialect.now()
                + " RETURNING " + COLUMNS;
        return Sql.query(
                        connection,
                        sql,
                        name,
                        (params, one) -> params.text(one).text(owner).number(micros(ttl)),
                        LeaseRows::read)
                .stream()
                .findFirst();
    }

    /** The leases that could be prolonged. */
    static List<Lease> renew(Connection connection, Dialect dialect, Collection<Lease> held, Duration ttl)
            throws SQLException {
        String sql =
                "UPDATE lease SET expires_at = " + dialect.now() + " + ? WHERE name = ? AND owner = ? AND epoch = ?";
        var renewed = new ArrayList<Lease>();
        for (Lease lease : byName(held)) {
            int rows = Sql.update(connection, sql, lease, (params, one) -> bind(params.number(micros(ttl)), one));
            if (rows > 0) {
                renewed.add(lease);
            }
        }
        return renewed;
    }

    /** The row stays for the sake of its epoch. */
    static void release(Connection connection, Lease lease) throws SQLException {
        Sql.batch(
                connection,
                "UPDATE lease SET expires_at = 0 WHERE name = ? AND owner = ? AND epoch = ?",
                List.of(lease),
                LeaseRows::bind);
    }

    static List<Lease> held(Connection connection, Dialect dialect) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM lease WHERE expires_at > " + dialect.now() + " ORDER BY name";
        return Sql.query(connection, sql, LeaseRows::read);
    }

    /** Throws WRITER_LOST unless all leases are held; until the transaction ends nobody else can take them. */
    static void check(Connection connection, Dialect dialect, Collection<Lease> fence) throws SQLException {
        if (fence.isEmpty()) {
            return;
        }
        for (String limit : dialect.fencedLimits()) {
            Sql.run(connection, limit);
        }
        if (!stale(connection, dialect, fence).isEmpty()) {
            throw new GatewayException(ErrorCode.WRITER_LOST, "Another node took over while this one was writing");
        }
    }

    /** Those that another node took over. */
    static Set<Lease> stale(Connection connection, Dialect dialect, Collection<Lease> leases) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM lease WHERE name = ? AND owner = ? AND epoch = ?" + dialect.share();
        var stale = new HashSet<Lease>();
        for (Lease lease : byName(leases)) {
            if (Sql.query(connection, sql, lease, LeaseRows::bind, LeaseRows::read)
                    .isEmpty()) {
                stale.add(lease);
            }
        }
        return stale;
    }

    /** In one order, so that two transactions never wait for each other. */
    private static List<Lease> byName(Collection<Lease> leases) {
        return leases.stream()
                .distinct()
                .sorted(Comparator.comparing(Lease::name))
                .toList();
    }

    private static void bind(Params params, Lease lease) throws SQLException {
        params.text(lease.name()).text(lease.owner()).number(lease.epoch());
    }

    private static Lease read(Row row) throws SQLException {
        return new Lease(row.text(), row.text(), row.number());
    }

    private static long micros(Duration ttl) {
        return TimeUnit.NANOSECONDS.toMicros(ttl.toNanos());
    }
}
