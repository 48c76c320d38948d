package dev.karat.store;

import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.StoredGolden;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** The golden ids and the profiles that they stand for. */
final class Goldens {
    static final Table<StoredGolden> TABLE = new Table<>(
            "golden",
            List.of("id"),
            List.of("mint_seq"),
            List.of("anchor_rid", "status", "redirect_to", "version", "profile", "changed_at"),
            StoredGolden::id,
            Goldens::bind,
            Goldens::read);

    private static final String IN_PLACE = "UPDATE golden SET redirect_to = ?, version = ?, profile = ?, changed_at = ?"
            + " WHERE id = ? AND anchor_rid = ? AND status = ?";

    private Goldens() {}

    static void upsert(Connection connection, Collection<StoredGolden> goldens) throws SQLException {
        TABLE.upsert(connection, goldens, one -> one.version() <= 1, IN_PLACE, Goldens::bindInPlace);
    }

    static List<StoredGolden> byId(Connection connection, Collection<String> ids) throws SQLException {
        String sql = TABLE.select() + " WHERE id IN (" + Sql.IN + ")";
        return Sql.queryIn(connection, sql, List.of(), distinct(ids), Params::text, TABLE.reader());
    }

    static List<StoredGolden> anchoredOn(Connection connection, Collection<Long> rids) throws SQLException {
        String sql = TABLE.select() + " WHERE anchor_rid IN (" + Sql.IN + ")";
        return Sql.queryIn(connection, sql, List.of(), distinct(rids), Params::number, TABLE.reader());
    }

    static List<StoredGolden> live(Connection connection, String afterId, int limit) throws SQLException {
        String sql = TABLE.select() + " WHERE status = 'LIVE' AND id > ? ORDER BY id LIMIT ?";
        return Sql.query(
                connection, sql, afterId, (params, id) -> params.text(id).number(limit), TABLE.reader());
    }

    static List<StoredGolden> after(Connection connection, String afterId, int limit) throws SQLException {
        String sql = TABLE.select() + " WHERE id > ? ORDER BY id LIMIT ?";
        return Sql.query(
                connection, sql, afterId, (params, id) -> params.text(id).number(limit), TABLE.reader());
    }

    private static <T> List<T> distinct(Collection<T> values) {
        return values.stream().distinct().toList();
    }

    private static void bind(Params params, StoredGolden one) throws SQLException {
        params.text(one.id())
                .number(one.mintSeq())
                .number(one.anchorRid())
                .symbol(one.status())
                .text(one.redirectTo())
                .number(one.version())
                .text(CustomerDataJson.writeProfile(one.profile()))
                .number(one.changedAt());
    }

    private static void bindInPlace(Params params, StoredGolden one) throws SQLException {
        params.text(one.redirectTo())
                .number(one.version())
                .text(CustomerDataJson.writeProfile(one.profile()))
                .number(one.changedAt())
                .text(one.id())
                .number(one.anchorRid())
                .symbol(one.status());
    }

    private static StoredGolden read(Row row) throws SQLException {
        return new StoredGolden(
                row.text(),
                row.number(),
                row.number(),
                row.symbol(StoredGolden.Status.class),
                row.optionalText(),
                row.number(),
                CustomerDataJson.readProfile(row.text()),
                row.number());
    }
}
