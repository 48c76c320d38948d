package dev.karat.store;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.PastDecision;
import dev.karat.engine.store.StewardDecision;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Verdicts of stewards that were replaced or withdrawn. */
final class DecisionHistory {
    private static final String COLUMNS = String.join(", ", Decisions.TABLE.key()) + ", verdict, decided_by, at";

    private static final String PAIR = String.join(" = ? AND ", Decisions.TABLE.key()) + " = ?";

    private static final String KEEP = "INSERT INTO decision_history (" + COLUMNS + ", until, ended_by) SELECT "
            + COLUMNS + ", ?, ? FROM decision WHERE " + PAIR + " AND (verdict <> ? OR decided_by <> ? OR at <> ?)";

    private static final List<String> SIDES = List.of(
            " WHERE first_system = ? AND first_entity = ? AND first_id = ?",
            " WHERE second_system = ? AND second_entity = ? AND second_id = ?");

    static final String FORGET = "DELETE FROM decision_history WHERE number IN"
            + " (SELECT number FROM decision_history WHERE until < ? ORDER BY until LIMIT ?)";

    private DecisionHistory() {}

    /** Called before the verdicts replace what stood; the last one of a pair counts. */
    static void keep(Connection connection, Collection<StewardDecision> decisions) throws SQLException {
        Sql.batch(
                connection,
                KEEP,
                decisions,
                (params, one) -> params.number(one.at())
                        .text(one.by())
                        .key(one.first())
                        .key(one.second())
                        .symbol(one.verdict())
                        .text(one.by())
                        .number(one.at()));
    }

    /** Verdicts about a record that stood once, the oldest end first. */
    static List<PastDecision> of(Connection connection, RecordKey key) throws SQLException {
        var found = new ArrayList<PastDecision>();
        for (String side : SIDES) {
            found.addAll(Sql.query(
                    connection,
                    "SELECT " + COLUMNS + ", until, ended_by FROM decision_history" + side + " ORDER BY number",
                    key,
                    Params::key,
                    row -> new PastDecision(Decisions.TABLE.reader().read(row), row.number(), row.text())));
        }
        return found;
    }

    static void erase(Connection connection, Collection<RecordKey> keys) throws SQLException {
        for (String side : SIDES) {
            Sql.batch(connection, "DELETE FROM decision_history" + side, keys, Params::key);
        }
    }
}
