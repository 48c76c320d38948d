package dev.karat.camel.connector.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What databases spell differently. Those that are not named here are taken for one that follows SQL:2008. */
enum Dialect {
    POSTGRESQL(
            " limit ?",
            " for update",
            "select extract(epoch from clock_timestamp())",
            Map.of("ApplicationName", "karat", "connectTimeout", "10"),
            Set.of()),
    SQLITE(" limit ?", "", "select unixepoch('subsec')", Map.of("busy_timeout", "5000"), Set.of()),
    MYSQL(" limit ?", " for update", "select unix_timestamp(now(3))", Map.of(), Set.of(1044, 1142, 1143, 1227)),
    ORACLE(
            " offset 0 rows fetch next ? rows only",
            " for update",
            "select systimestamp from dual",
            Map.of(),
            Set.of(942, 1031)),
    SQLSERVER(" offset 0 rows fetch next ? rows only", "", "select sysdatetimeoffset()", Map.of(), Set.of(229, 230)),
    OTHER(" offset 0 rows fetch next ? rows only", "", null, Map.of(), Set.of());

    private final String limit;
    private final String lock;
    private final @Nullable String now;
    private final Map<String, String> properties;
    private final Set<Integer> forbidden;

    Dialect(String limit, String lock, @Nullable String now, Map<String, String> properties, Set<Integer> forbidden) {
        this.limit = limit;
        this.lock = lock;
        this.now = now;
        this.properties = properties;
        this.forbidden = forbidden;
    }

    /** That of an address. */
    static Dialect of(String url) {
        return switch (url.toLowerCase(Locale.ROOT).replaceAll("^jdbc:([a-z0-9]+):.*$", "$1")) {
            case "postgresql" -> POSTGRESQL;
            case "sqlite" -> SQLITE;
            case "mysql", "mariadb" -> MYSQL;
            case "oracle" -> ORACLE;
            case "sqlserver" -> SQLSERVER;
            default -> OTHER;
        };
    }

    /** Ends an ordered query; its one value is how many rows there are at most. */
    String limit() {
        return limit;
    }

    /** Ends a query whose rows are kept from others until the transaction ends; nothing where that cannot be said. */
    String lock() {
        return lock;
    }

    /** Settings of the driver. */
    Map<String, String> properties() {
        return properties;
    }

    /** True if this number of the driver says that the user may not; states of SQL say it on PostgreSQL only. */
    boolean isForbidden(int code) {
        return forbidden.contains(code);
    }

    /** The database's clock, or that one if nobody knows how to ask. */
    Instant now(Connection connection, Clock clock) throws SQLException {
        if (now == null) {
            return clock.instant();
        }
        try (PreparedStatement statement = connection.prepareStatement(now);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return this == ORACLE || this == SQLSERVER
                    ? row.getObject(1, OffsetDateTime.class).toInstant()
                    : Instant.ofEpochMilli((long) (row.getDouble(1) * 1000));
        }
    }

    /** Binds a text to a column of any type that is written as one. */
    void text(PreparedStatement statement, int at, String text) throws SQLException {
        if (this == POSTGRESQL) {
            // Without a type of its own it takes that of the column, such as an enumeration or a UUID.
            statement.setObject(at, text, Types.OTHER);
        } else {
            statement.setString(at, text);
        }
    }

    void none(PreparedStatement statement, int at, int type) throws SQLException {
        statement.setNull(at, this == POSTGRESQL || this == SQLITE ? Types.NULL : type);
    }
}
