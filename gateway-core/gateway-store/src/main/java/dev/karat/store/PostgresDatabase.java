package dev.karat.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** A PostgreSQL database; readers and the writer share one pool. */
final class PostgresDatabase extends Database {
    private PostgresDatabase(HikariDataSource pool) {
        super(Dialect.POSTGRESQL, pool, pool);
    }

    static PostgresDatabase open(String url, String user, String password, int poolSize) {
        HikariDataSource pool = pool(url, user, password, poolSize);
        try {
            Schema.migrate(pool, Dialect.POSTGRESQL);
        } catch (RuntimeException failure) {
            pool.close();
            throw failure;
        }
        return new PostgresDatabase(pool);
    }

    private static HikariDataSource pool(String url, String user, String password, int poolSize) {
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
        return Database.pool(config, "The PostgreSQL server cannot be reached or refuses the user");
    }
}
