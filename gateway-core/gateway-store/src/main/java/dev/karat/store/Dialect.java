package dev.karat.store;

import java.util.Map;

/** What the two databases spell differently. Everything else is one SQL for both. */
enum Dialect {
    /** Strict tables refuse a value of the wrong type; small rows live in their key. */
    SQLITE(Map.of(
            "text", "TEXT",
            "long", "INTEGER",
            "blob", "BLOB",
            "identity", "INTEGER PRIMARY KEY AUTOINCREMENT",
            "strict", "STRICT",
            "keyed", "STRICT, WITHOUT ROWID")),
    /** Collation C compares bytes, as SQLite does; the collation of a database depends on the machine it runs on. */
    POSTGRESQL(Map.of(
            "text", "TEXT COLLATE \"C\"",
            "long", "BIGINT",
            "blob", "BYTEA",
            "identity", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            "strict", "",
            "keyed", ""));

    private final Map<String, String> placeholders;

    Dialect(Map<String, String> placeholders) {
        this.placeholders = placeholders;
    }

    Map<String, String> placeholders() {
        return placeholders;
    }
}
