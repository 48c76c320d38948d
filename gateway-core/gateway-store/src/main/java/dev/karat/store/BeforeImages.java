package dev.karat.store;

import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each write changed, by target and run. */
final class BeforeImages {
    static final Table<BeforeImage> TABLE = new Table<>(
            "before_image",
            List.of("target", "run", "golden_id", "external_id", "at"),
            List.of(),
            List.of("before_values", "written", "reverted"),
            one -> List.of(one.target(), one.run(), one.goldenId(), one.externalId(), one.at()),
            BeforeImages::bind,
            BeforeImages::read);

    private static final String OF_RECORD =
            TABLE.select() + " WHERE target = ? AND external_id = ? AND reverted = 1 ORDER BY run DESC, at DESC";

    private static final String FORGET = "DELETE FROM before_image WHERE (target, run, golden_id, external_id, at) IN"
            + " (SELECT target, run, golden_id, external_id, at FROM before_image"
            + " WHERE target = ? AND run < ? AND reverted = 0 LIMIT ?)";

    private BeforeImages() {}

    static List<BeforeImage> ofRun(
            Connection connection, String target, long run, @Nullable DeliveryKey after, int limit)
            throws SQLException {
        return Sql.query(
                connection,
                TABLE.select() + " WHERE target = ? AND run = ? AND (golden_id, external_id) > (?, ?)"
                        + " ORDER BY golden_id, external_id, at LIMIT ?",
                target,
                (params, name) -> params.text(name)
                        .number(run)
                        .text(after == null ? "" : after.goldenId())
                        .text(after == null ? "" : after.externalId())
                        .number(limit),
                TABLE.reader());
    }

    static List<BeforeImage> reverted(Connection connection, String target, String externalId) throws SQLException {
        return Sql.query(
                connection,
                OF_RECORD,
                externalId,
                (params, id) -> params.text(target).text(id),
                TABLE.reader());
    }

    static List<String> revertedRecords(Connection connection, String target, int limit) throws SQLException {
        return Sql.query(
                connection,
                "SELECT DISTINCT external_id FROM before_image WHERE target = ? AND reverted = 1"
                        + " ORDER BY external_id LIMIT ?",
                target,
                (params, name) -> params.text(name).number(limit),
                row -> row.text());
    }

    static List<String> targets(Connection connection) throws SQLException {
        return Sql.query(connection, "SELECT DISTINCT target FROM before_image ORDER BY target", row -> row.text());
    }

    static List<Store.Run> runs(Connection connection, String target, int limit) throws SQLException {
        return Sql.query(
                connection,
                "SELECT run, COUNT(*) FROM before_image WHERE target = ? GROUP BY run ORDER BY run DESC LIMIT ?",
                target,
                (params, name) -> params.text(name).number(limit),
                row -> new Store.Run(row.number(), row.number()));
    }

    static int forget(Connection connection, String target, long beforeRun, int limit) throws SQLException {
        return Sql.update(
                connection,
                FORGET,
                target,
                (params, name) -> params.text(name).number(beforeRun).number(limit));
    }

    /** Those of erased profiles; those of erased records go by their ids. */
    static void erase(Connection connection, Collection<String> goldenIds) throws SQLException {
        Sql.batch(connection, "DELETE FROM before_image WHERE golden_id = ?", goldenIds, Params::text);
    }

    private static void bind(Params params, BeforeImage one) throws SQLException {
        params.text(one.target())
                .number(one.run())
                .text(one.goldenId())
                .text(one.externalId())
                .number(one.at())
                .data(one.before())
                .data(one.written())
                .flag(one.reverted());
    }

    private static BeforeImage read(Row row) throws SQLException {
        return new BeforeImage(
                row.text(), row.number(), row.text(), row.text(), row.number(), row.data(), row.data(), row.flag());
    }
}
