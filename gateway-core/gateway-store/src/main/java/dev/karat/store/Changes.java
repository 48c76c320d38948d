package dev.karat.store;

import dev.karat.engine.store.StoredChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The ordered log of what happened to profiles. It names attributes, never values. */
final class Changes {
    static final Table<StoredChange> TABLE = new Table<>(
            "change_log",
            List.of("seq"),
            List.of(),
            List.of("golden_id", "version", "type", "attributes", "other", "cause", "at", "system"),
            StoredChange::seq,
            Changes::bind,
            Changes::read);

    private Changes() {}

    static List<StoredChange> after(Connection connection, long seq, int limit) throws SQLException {
        String sql = TABLE.select() + " WHERE seq > ? ORDER BY seq LIMIT ?";
        return Sql.query(
                connection, sql, seq, (params, after) -> params.number(after).number(limit), TABLE.reader());
    }

    static long last(Connection connection) throws SQLException {
        return Sql.query(connection, "SELECT COALESCE(MAX(seq), 0) FROM change_log", Row::number)
                .get(0);
    }

    private static void bind(Params params, StoredChange one) throws SQLException {
        params.number(one.seq())
                .text(one.goldenId())
                .number(one.version())
                .symbol(one.type())
                .attributes(one.attributes())
                .text(one.other())
                .text(one.cause())
                .number(one.at())
                .text(one.system());
    }

    private static StoredChange read(Row row) throws SQLException {
        return new StoredChange(
                row.number(),
                row.text(),
                row.number(),
                row.symbol(StoredChange.Type.class),
                row.attributes(),
                row.optionalText(),
                row.text(),
                row.number(),
                row.optionalText());
    }
}
