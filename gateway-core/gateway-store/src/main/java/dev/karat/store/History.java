package dev.karat.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How long former versions are kept. */
final class History {
    /** Profiles before records: as long as a version of a profile is kept, so are the records that it was made of. */
    private static final List<String> FORGET =
            List.of(GoldenHistory.FORGET, RecordHistory.FORGET, DecisionHistory.FORGET);

    private static final String SINCE = "SELECT MIN(until) FROM (SELECT MIN(until) AS until FROM golden_history"
            + " UNION ALL SELECT MIN(until) FROM record_history UNION ALL SELECT MIN(until) FROM decision_history)"
            + " AS ends";

    private History() {}

    /** Removes versions that ended before a time, the oldest first, at most so many of each kind; returns how many. */
    static int forget(Connection connection, long before, int limit) throws SQLException {
        int forgotten = 0;
        for (String sql : FORGET) {
            forgotten += Sql.update(
                    connection, sql, before, (params, end) -> params.number(end).number(limit));
        }
        return forgotten;
    }

    /** When the oldest version ended that is kept; empty if there is none. */
    static OptionalLong since(Connection connection) throws SQLException {
        Long since = Sql.query(connection, SINCE, row -> Optional.ofNullable(row.optionalNumber()))
                .get(0)
                .orElse(null);
        return since == null ? OptionalLong.empty() : OptionalLong.of(since);
    }
}
