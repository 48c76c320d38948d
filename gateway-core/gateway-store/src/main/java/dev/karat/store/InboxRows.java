package dev.karat.store;

import dev.karat.engine.store.Inbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Requests of other nodes to the writer, and its answers. */
final class InboxRows {
    private InboxRows() {}

    static long ask(Connection connection, Dialect dialect, String node, byte[] body) throws SQLException {
        return Sql.query(
                        connection,
                        "INSERT INTO inbox (node, body, at) VALUES (?, ?, " + dialect.now() + ") RETURNING seq",
                        node,
                        (params, one) -> params.text(one).bytes(body),
                        Row::number)
                .get(0);
    }

    static List<Long> waiting(Connection connection, int limit) throws SQLException {
        return Sql.query(
                connection,
                "SELECT seq FROM inbox WHERE failed IS NULL ORDER BY seq LIMIT ?",
                limit,
                (params, rows) -> params.number(rows),
                Row::number);
    }

    static List<Inbox.Request> requests(Connection connection, Collection<Long> seqs) throws SQLException {
        return Sql.queryIn(
                connection,
                "SELECT seq, node, body FROM inbox WHERE seq IN (" + Sql.IN + ") ORDER BY seq",
                List.of(),
                List.copyOf(seqs),
                Params::number,
                row -> new Inbox.Request(row.number(), row.text(), row.bytes()));
    }

    static List<Inbox.Answer> answers(Connection connection, String node, int limit) throws SQLException {
        return Sql.query(
                connection,
                "SELECT seq, failed, answer FROM inbox WHERE node = ? AND failed IS NOT NULL ORDER BY seq LIMIT ?",
                node,
                (params, one) -> params.text(one).number(limit),
                row -> new Inbox.Answer(row.number(), row.flag(), row.bytes()));
    }

    static void answer(Connection connection, Collection<Inbox.Answer> answers) throws SQLException {
        Sql.batch(
                connection,
                "UPDATE inbox SET failed = ?, answer = ? WHERE seq = ? AND failed IS NULL",
                answers,
                (params, one) -> params.flag(one.failed()).bytes(one.body()).number(one.seq()));
    }

    static void drop(Connection connection, Collection<Long> seqs) throws SQLException {
        Sql.batch(connection, "DELETE FROM inbox WHERE seq = ?", seqs, Params::number);
    }

    static void dropOlderThan(Connection connection, Dialect dialect, Duration age) throws SQLException {
        Sql.batch(
                connection,
                "DELETE FROM inbox WHERE failed IS NOT NULL AND at < " + dialect.now() + " - ?",
                List.of(TimeUnit.NANOSECONDS.toMicros(age.toNanos())),
                Params::number);
    }
}
