package dev.karat.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * Connections to an SQLite file that keep their compiled statements. The driver compiles a statement each time, which
 * costs more than reading a row; the pool keeps none either. A connection is used by one thread at a time.
 */
final class KeptStatements extends SQLiteDataSource {
    /** Statements that one connection keeps; the store has fewer, migrations have more. */
    private static final int KEPT_MAX = 128;

    KeptStatements(SQLiteConfig config) {
        super(config);
    }

    @Override
    public SQLiteConnection getConnection(String user, String password) throws SQLException {
        return new Keeper(
                getUrl(),
                getUrl().substring("jdbc:sqlite:".length()),
                getConfig().toProperties());
    }

    private static final class Keeper extends JDBC4Connection {
        private final Map<String, Kept> kept = new HashMap<>();

        Keeper(String url, String file, Properties settings) throws SQLException {
            super(url, file, settings);
        }

        @Override
        public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
                throws SQLException {
            Kept statement = kept.get(sql);
            if (statement == null || statement.inUse) {
                if (kept.size() >= KEPT_MAX || statement != null) {
                    return super.prepareStatement(sql, type, concurrency, holdability);
                }
                statement = new Kept(this, sql);
                kept.put(sql, statement);
            }
            statement.inUse = true;
            return statement;
        }
    }

    /** A statement whose closing makes it ready to be used again; it ends with its connection. */
    private static final class Kept extends JDBC4PreparedStatement {
        private boolean inUse;

        Kept(SQLiteConnection connection, String sql) throws SQLException {
            super(connection, sql);
        }

        @Override
        public void close() throws SQLException {
            // A statement that was run and not reset keeps its transaction open.
            pointer.safeRunInt(DB::reset);
            clearBatch();
            clearParameters();
            inUse = false;
        }
    }
}
