package dev.karat.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.store.DeadLetter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What could not be taken or delivered. The database numbers the letters. */
final class DeadLetters {
    private static final String COLUMNS = "system, entity, record_id, code, message, origin, payload, at";
    private static final String INSERT = "INSERT INTO dead_letter (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String SELECT = "SELECT id, " + COLUMNS + " FROM dead_letter";

    private DeadLetters() {}

    static void insert(Connection connection, Collection<DeadLetter> letters) throws SQLException {
        Sql.batch(
                connection,
                INSERT,
                letters,
                (params, one) -> params.text(one.system())
                        .text(one.entity())
                        .text(one.recordId())
                        .symbol(one.code())
                        .text(one.message())
                        .text(one.origin())
                        .bytes(one.payload())
                        .number(one.at()));
    }

    static void remove(Connection connection, Collection<Long> ids) throws SQLException {
        Sql.batch(connection, "DELETE FROM dead_letter WHERE id = ?", ids, Params::number);
    }

    /** Newest first. */
    static List<DeadLetter> list(Connection connection, @Nullable String system, int limit) throws SQLException {
        String order = " ORDER BY id DESC LIMIT ?";
        return system == null
                ? Sql.query(connection, SELECT + order, limit, (params, rows) -> params.number(rows), DeadLetters::read)
                : Sql.query(
                        connection,
                        SELECT + " WHERE system = ?" + order,
                        system,
                        (params, name) -> params.text(name).number(limit),
                        DeadLetters::read);
    }

    private static DeadLetter read(Row row) throws SQLException {
        return new DeadLetter(
                row.number(),
                row.text(),
                row.text(),
                row.optionalText(),
                row.symbol(ErrorCode.class),
                row.text(),
                row.text(),
                row.bytes(),
                row.number());
    }
}
