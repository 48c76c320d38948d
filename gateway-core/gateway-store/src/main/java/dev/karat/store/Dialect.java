package dev.karat.store;

import java.util.List;
import java.util.Map;

/** What the two databases spell differently. Everything else is one SQL for both. */
enum Dialect {
    /** Strict tables refuse a value of the wrong type; small rows live in their key. */
    SQLITE(
            "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
            "",
            Map.of(
                    "text", "TEXT",
                    "long", "INTEGER",
                    "blob", "BLOB",
                    "identity", "INTEGER PRIMARY KEY AUTOINCREMENT",
                    "strict", "STRICT",
                    "keyed", "STRICT, WITHOUT ROWID")),
    /** Collation C compares bytes, as SQLite does; the collation of a database depends on the machine it runs on. */
    POSTGRESQL(
            "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)",
            " FOR SHARE",
            Map.of(
                    "text", "TEXT COLLATE \"C\"",
                    "long", "BIGINT",
                    "blob", "BYTEA",
                    "identity", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                    "strict", "",
                    "keyed", ""));

    private final String now;
    private final String share;
    private final Map<String, String> placeholders;

    Dialect(String now, String share, Map<String, String> placeholders) {
        this.now = now;
        this.share = share;
        this.placeholders = placeholders;
    }

    /** Expression for the time of the database in microseconds since 1970 UTC. */
    String now() {
        return now;
    }

    /** What is set in a transaction that takes a lease: a row that another one holds is not waited for. */
    List<String> takingLimits() {
        return this == POSTGRESQL ? List.of("SET LOCAL lock_timeout = '1s'") : List.of();
    }

    /**
     * What is set in a transaction that holds the writer's lease: if its process is paused or gone, the server ends it, and
     * another node may take over.
     */
    List<String> fencedLimits() {
        return this == POSTGRESQL ? List.of("SET LOCAL idle_in_transaction_session_timeout = '5s'") : List.of();
    }

    /** What keeps selected rows from being changed until the transaction ends; SQLite has one writer anyway. */
    String share() {
        return share;
    }

    Map<String, String> placeholders() {
        return placeholders;
    }
}
