package dev.karat.store;

import dev.karat.engine.store.Store;
import java.sql.Connection;
import java.sql.SQLException;

/** Counts rows from indexes alone, and finds the greatest numbers given out. */
final class Totals {
    private static final String SQL = "SELECT (SELECT COUNT(*) FROM record WHERE deleted = 0),"
            + " (SELECT COUNT(*) FROM golden WHERE status = 'LIVE'),"
            + " (SELECT COUNT(*) FROM dead_letter),"
            + " (SELECT COALESCE(MAX(rid), 0) FROM record),"
            + " (SELECT COALESCE(MAX(value), 0) FROM high_water WHERE name = 'rid'),"
            + " (SELECT COALESCE(MAX(mint_seq), 0) FROM golden),"
            + " (SELECT COALESCE(MAX(seq), 0) FROM change_log)";

    private Totals() {}

    static Store.Counts of(Connection connection) throws SQLException {
        return Sql.query(
                        connection,
                        SQL,
                        row -> new Store.Counts(
                                row.number(),
                                row.number(),
                                row.number(),
                                Math.max(row.number(), row.number()),
                                row.number(),
                                row.number()))
                .get(0);
    }
}
