package dev.karat.camel.connector.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one database: some that only read, and some that write, which are opened with the first write. Each
 * piece of work is one transaction; the pool rolls back what was not committed, and keeps no transaction open: that would
 * lock a file. Safe for several threads.
 */
final class Database implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    /** A statement is given up by the database itself first. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final int READERS = 2;

    private final String name;
    private final String url;
    private final Function<Boolean, Properties> properties;
    private final @Nullable String jar;
    private final Duration timeout;
    private final ZoneId zone;
    private final Clock clock;
    private final int writers;
    private final Dialect dialect;
    private @Nullable Pool reading;
    private @Nullable Pool writing;

    private record Pool(HikariDataSource source, Names names) {}

    /** Something done within one transaction. */
    interface Work<T> {
        T of(Session session) throws SQLException;
    }

    /**
     * @param name of the system, for the names of threads
     * @param jar of the driver, or null for one that comes with the product
     * @param timeout longest statement
     * @param zone of times that the database holds without one
     * @param clock used where the database does not tell the time
     * @param writers connections that write, at most
     */
    Database(
            String name,
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String jar,
            Duration timeout,
            ZoneId zone,
            Clock clock,
            int writers) {
        this.name = name;
        this.url = url;
        this.jar = jar;
        this.timeout = timeout;
        this.zone = zone;
        this.clock = clock;
        this.writers = writers;
        this.dialect = Dialect.of(url);
        this.properties = readOnly -> properties(dialect, user, password, readOnly);
    }

    private static Properties properties(
            Dialect dialect, @Nullable String user, @Nullable String password, boolean readOnly) {
        var properties = new Properties();
        properties.putAll(dialect.properties());
        if (dialect == Dialect.SQLITE) {
            // A file that is not there must not be made by looking for it: 1 opens to read, 2 to write.
            properties.setProperty("open_mode", readOnly ? "1" : "2");
            // What is read and then written must not be found locked in between.
            properties.setProperty("transaction_mode", readOnly ? "DEFERRED" : "IMMEDIATE");
        }
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Reads in a transaction that cannot write; throws what the database says. */
    <T> T read(Work<T> work) {
        try {
            Pool pool = reading();
            try (Connection connection = pool.source().getConnection()) {
                connection.setAutoCommit(false);
                return work.of(session(connection, pool));
            }
        } catch (SQLException failed) {
            throw SqlFailure.of(failed, dialect);
        }
    }

    /**
     * Writes in a transaction, which is rolled back if the work fails.
     *
     * @param committing called when everything but the commit is done: what fails afterwards may have been carried out
     */
    <T> T write(Work<T> work, Runnable committing) {
        try {
            Pool pool = writing();
            try (Connection connection = pool.source().getConnection()) {
                connection.setAutoCommit(false);
                T result = work.of(session(connection, pool));
                committing.run();
                connection.commit();
                return result;
            }
        } catch (SQLException failed) {
            throw SqlFailure.of(failed, dialect);
        }
    }

    private Session session(Connection connection, Pool pool) {
        return new Session(connection, pool.names(), dialect, zone, timeout, clock);
    }

    private synchronized Pool reading() throws SQLException {
        if (reading == null) {
            reading = open("read", true, READERS);
        }
        return reading;
    }

    private synchronized Pool writing() throws SQLException {
        if (writing == null) {
            writing = open("write", false, writers);
        }
        return writing;
    }

    /** The first connection is made without the pool, which would try a refused password again and again. */
    private Pool open(String purpose, boolean readOnly, int size) throws SQLException {
        var source = new DriverSource(url, jar, properties.apply(readOnly), timeout.plus(GRACE));
        String quote;
        try (Connection first = source.getConnection()) {
            quote = first.getMetaData().getIdentifierQuoteString();
        }
        var config = new HikariConfig();
        config.setPoolName("karat-jdbc-" + name + "-to-" + purpose);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setReadOnly(readOnly);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setIdleTimeout(IDLE.toMillis());
        config.setMaxLifetime(LIFETIME.toMillis());
        // What is down now may be up later.
        config.setInitializationFailTimeout(-1);
        return new Pool(new HikariDataSource(config), new Names(quote));
    }

    /** Closes the connections; they are opened again when they are needed. */
    @Override
    public synchronized void close() {
        if (reading != null) {
            reading.source().close();
            reading = null;
        }
        if (writing != null) {
            writing.source().close();
            writing = null;
        }
    }
}
