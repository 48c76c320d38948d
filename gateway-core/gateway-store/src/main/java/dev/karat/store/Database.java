package dev.karat.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Connections of an opened database: any number of readers, and one writer at a time. Reads run in their own
 * transaction per statement and see the last commit. Safe for use by several threads.
 */
abstract class Database implements AutoCloseable {
    /** How long a caller waits for a free connection, and the start for the first one. */
    private static final long WAIT_MILLIS_MAX = 10_000;

    private final Dialect dialect;
    private final HikariDataSource readers;
    private final HikariDataSource writer;

    /** Both may be the same pool. */
    Database(Dialect dialect, HikariDataSource readers, HikariDataSource writer) {
        this.dialect = dialect;
        this.readers = readers;
        this.writer = writer;
    }

    final Dialect dialect() {
        return dialect;
    }

    /** Work on a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Work on a connection without a result. */
    interface Step {
        void on(Connection connection) throws SQLException;
    }

    final <T> T read(String step, Work<T> work) {
        return read(step, work, readers);
    }

    /** Reads what is going to be written, maybe while the commit before it is written. */
    <T> T readToWrite(String step, Work<T> work) {
        return read(step, work, writer);
    }

    static <T> T read(String step, Work<T> work, HikariDataSource pool) {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        } catch (SQLException failure) {
            throw StoreFailure.of(step, failure);
        }
    }

    /** Runs the steps in one transaction; if any fails, none of them has happened. */
    final void write(String step, Step work) {
        change(step, connection -> {
            work.on(connection);
            return true;
        });
    }

    /** As {@link #write}, with a result. */
    final <T> T change(String step, Work<T> work) {
        try (Connection connection = writer.getConnection()) {
            // The pool rolls back what was not committed and sets the mode back when the connection returns to it.
            connection.setAutoCommit(false);
            return committed(connection, work);
        } catch (SQLException failure) {
            throw StoreFailure.of(step, failure);
        }
    }

    private <T> T committed(Connection connection, Work<T> work) throws SQLException {
        try {
            T result = work.on(connection);
            commit(connection);
            return result;
        } catch (SQLException | RuntimeException failure) {
            // SQLite ends the transaction by itself when the disk is full (https://sqlite.org/lang_transaction.html,
            // 3).
            // The driver does not notice, and would commit what comes next on this connection row by row.
            writer.evictConnection(connection);
            throw failure;
        }
    }

    void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    /** Called after a commit that removed personal data, to remove what the database still keeps of it. */
    void afterErasure() {}

    /** Called after a load, to tell the database how much there is. */
    void afterLoad() {}

    void backup(Path file) {
        throw new GatewayException(
                ErrorCode.BACKUP_REFUSED, "The gateway does not copy a PostgreSQL database; use pg_dump");
    }

    /** Runs one statement outside a transaction on the writer's connection. */
    final void onWriter(String step, Step work) {
        try (Connection connection = writer.getConnection()) {
            work.on(connection);
        } catch (SQLException failure) {
            throw StoreFailure.of(step, failure);
        }
    }

    /** Opens a pool with its first connection. */
    static HikariDataSource pool(HikariConfig config, String problem) {
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_MILLIS_MAX);
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException failure) {
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, problem, failure);
        }
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
