package dev.karat.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** A PostgreSQL database. What writes has connections of its own, so that many slow reads hold up no lease. */
final class PostgresDatabase extends Database {
    private static final String UNREACHABLE = "The PostgreSQL server cannot be reached or refuses the user";

    /** Longer than any statement of ours takes; a connection whose server is gone without a word is given up then. */
    private static final String ANSWER_SECONDS_MAX = "120";

    /**
     * What writes asks by key, always. The server keeps the plan of a prepared statement that it made while a table was
     * empty, which is to read it whole, until it counts the rows anew, a minute or more later.
     */
    private static final String BY_KEY = "-c enable_seqscan=off -c jit=off";

    private PostgresDatabase(HikariDataSource readers, HikariDataSource writers) {
        super(Dialect.POSTGRESQL, readers, writers);
    }

    static PostgresDatabase open(String url, String user, String password, int poolSize) {
        // Two at least: a migration takes a second one for its lock.
        int writing = Math.max(2, poolSize / 2);
        HikariConfig config = config(url, user, password, writing);
        config.addDataSourceProperty("options", BY_KEY);
        HikariDataSource writers = Database.pool(config, UNREACHABLE);
        try {
            Schema.migrate(writers, Dialect.POSTGRESQL);
            var readers = Database.pool(config(url, user, password, Math.max(1, poolSize - writing)), UNREACHABLE);
            return new PostgresDatabase(readers, writers);
        } catch (RuntimeException failure) {
            writers.close();
            throw failure;
        }
    }

    /** The state of the first read, whatever is committed meanwhile: one connection in one transaction. */
    static Database openSnapshot(String url, String user, String password) {
        HikariConfig config = config(url, user, password, 1);
        config.setReadOnly(true);
        config.setMaxLifetime(0);
        // The driver and the pool take the connection for one that commits by itself, so they never end it.
        config.setConnectionInitSql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        HikariDataSource pool = Database.pool(config, UNREACHABLE);
        return new Database(Dialect.POSTGRESQL, pool, pool) {};
    }

    /** Without statistics a list of some hundred keys is answered by reading the whole table. */
    @Override
    void afterLoad() {
        onWriter("Analyzing what was loaded", connection -> Sql.run(connection, "ANALYZE"));
    }

    private static HikariConfig config(String url, String user, String password, int poolSize) {
        var config = new HikariConfig();
        config.setPoolName("karat-postgresql");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(poolSize);
        config.addDataSourceProperty("ApplicationName", "karat");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", ANSWER_SECONDS_MAX);
        // One message to the server for many rows of a batch.
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // The detail of a constraint error quotes the row, which is personal data.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return config;
    }
}
