package dev.karat.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** A PostgreSQL database; readers and the writer share one pool. */
final class PostgresDatabase extends Database {
    private static final String UNREACHABLE = "The PostgreSQL server cannot be reached or refuses the user";

    private PostgresDatabase(HikariDataSource pool) {
        super(Dialect.POSTGRESQL, pool, pool);
    }

    static PostgresDatabase open(String url, String user, String password, int poolSize) {
        HikariDataSource pool = Database.pool(config(url, user, password, poolSize), UNREACHABLE);
        try {
            Schema.migrate(pool, Dialect.POSTGRESQL);
        } catch (RuntimeException failure) {
            pool.close();
            throw failure;
        }
        return new PostgresDatabase(pool);
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

    private static HikariConfig config(String url, String user, String password, int poolSize) {
        var config = new HikariConfig();
        config.setPoolName("karat-postgresql");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(poolSize);
        config.addDataSourceProperty("ApplicationName", "karat");
        // One message to the server for many rows of a batch.
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // The detail of a constraint error quotes the row, which is personal data.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return config;
    }
}
