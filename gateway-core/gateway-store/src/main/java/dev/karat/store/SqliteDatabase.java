package dev.karat.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * An SQLite file in WAL mode: one connection writes, a few others read the last commit meanwhile
 * (https://sqlite.org/wal.html).
 */
final class SqliteDatabase extends Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    /** How long a statement waits for a lock that another process holds, such as a shell that looks into the file. */
    private static final int LOCK_WAIT_MILLIS = 10_000;

    /**
     * The log is cut to this size after a checkpoint, so that one large commit does not occupy the disk for ever. It is
     * more than the log usually has then, or it would be cut and made longer again each time.
     */
    private static final String JOURNAL_BYTES_MAX = "201326592";

    /**
     * Pages in the log before it is copied into the file: 125 MB at 4 KiB. A page that changed several times since is
     * copied once; copying syncs the disk, and commits wait for it.
     */
    private static final int CHECKPOINT_PAGES = 32_000;

    /** Page cache of a connection in KiB, as a negative number (https://sqlite.org/pragma.html#pragma_cache_size). */
    private static final int CACHE_KIB = -16_000;

    /**
     * Page cache of the writer, which comes back to the same pages of the indexes with every record. It takes as much
     * as the database has, at most.
     */
    private static final int WRITER_CACHE_KIB = -256_000;

    private final HikariDataSource ahead;
    private final FileClaim claim;
    /**
     * Nobody reads ahead while the log is copied into the file: it is begun anew only if nobody still reads from it then.
     */
    private final Lock copying = new ReentrantLock(true);

    /** @param ahead where the thread reads that makes what is written next */
    private SqliteDatabase(HikariDataSource readers, HikariDataSource ahead, HikariDataSource writer, FileClaim claim) {
        super(Dialect.SQLITE, readers, writer);
        this.ahead = ahead;
        this.claim = claim;
    }

    static SqliteDatabase open(Path file, int readers) {
        var claim = FileClaim.of(file);
        HikariDataSource writer = null;
        try {
            OwnerOnlyFile.create(file);
            writer = pool(file, "karat-sqlite-writer", 1, false, writing());
            Schema.migrate(writer, Dialect.SQLITE);
            return new SqliteDatabase(
                    pool(file, "karat-sqlite-readers", readers, true, reading()),
                    pool(file, "karat-sqlite-ahead", 1, true, reading()),
                    writer,
                    claim);
        } catch (RuntimeException failure) {
            if (writer != null) {
                writer.close();
            }
            claim.close();
            throw failure;
        }
    }

    /** A database whose every write fails. */
    static Database openToRead(Path file, int readers) {
        HikariDataSource pool = pool(file, "karat-sqlite-to-read", readers, true, reading());
        return new Database(Dialect.SQLITE, pool, pool) {
            @Override
            void backup(Path copy) {
                SqliteBackup.write(this, copy);
            }
        };
    }

    /** The state of the first read, whatever is committed meanwhile: one connection in one transaction. */
    static Database openSnapshot(Path file) {
        HikariConfig config = config(file, "karat-sqlite-snapshot", 1, true, reading());
        // The driver and the pool take the connection for one that commits by itself, so they never end it.
        config.setConnectionInitSql("BEGIN");
        HikariDataSource pool = Database.pool(config, cannotOpen(file));
        return new Database(Dialect.SQLITE, pool, pool) {};
    }

    @Override
    <T> T readToWrite(String step, Work<T> work) {
        copying.lock();
        try {
            return read(step, work, ahead);
        } finally {
            copying.unlock();
        }
    }

    @Override
    void commit(Connection connection) throws SQLException {
        super.commit(connection);
        try {
            if (logPages(connection, "NOOP") >= CHECKPOINT_PAGES) {
                copyLog(connection, "PASSIVE");
            }
        } catch (SQLException failure) {
            // What was committed is durable in the log, which is copied after another commit then.
            LOG.warn("The log of the database could not be copied into its file, and grows: {}", failure.getMessage());
        }
    }

    /** Old versions of an erased row are zeroed in the file, but stay in the log until it is cut. */
    @Override
    void afterErasure() {
        onWriter("Clearing the log", connection -> copyLog(connection, "TRUNCATE"));
    }

    private void copyLog(Connection connection, String mode) throws SQLException {
        copying.lock();
        try {
            logPages(connection, mode);
        } finally {
            copying.unlock();
        }
    }

    /** Pages in the log after a checkpoint of this mode (https://sqlite.org/pragma.html#pragma_wal_checkpoint). */
    private static int logPages(Connection connection, String mode) throws SQLException {
        connection.setAutoCommit(true);
        return Sql.query(connection, "PRAGMA wal_checkpoint(" + mode + ")", row -> {
                    row.number();
                    return (int) row.number();
                })
                .get(0);
    }

    @Override
    void backup(Path file) {
        SqliteBackup.write(this, file);
    }

    @Override
    public void close() {
        ahead.close();
        super.close();
        claim.close();
    }

    private static SQLiteConfig writing() {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        // FULL syncs the log at every commit; NORMAL can lose the last commits when the power fails.
        config.setSynchronous(SynchronousMode.FULL);
        // A transaction that starts with a read and writes later fails at once if another process wrote meanwhile.
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(LOCK_WAIT_MILLIS);
        config.setCacheSize(WRITER_CACHE_KIB);
        config.setPragma(Pragma.JOURNAL_SIZE_LIMIT, JOURNAL_BYTES_MAX);
        config.setPragma(Pragma.WAL_AUTOCHECKPOINT, "0");
        // Overwrites what is deleted: an erased customer must not be found in the free space of the file.
        config.setPragma(Pragma.SECURE_DELETE, "true");
        return config;
    }

    private static SQLiteConfig reading() {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(LOCK_WAIT_MILLIS);
        config.setCacheSize(CACHE_KIB);
        return config;
    }

    private static HikariDataSource pool(Path file, String name, int size, boolean readOnly, SQLiteConfig settings) {
        return Database.pool(config(file, name, size, readOnly, settings), cannotOpen(file));
    }

    private static String cannotOpen(Path file) {
        return "The file cannot be opened as a database: " + file;
    }

    private static HikariConfig config(Path file, String name, int size, boolean readOnly, SQLiteConfig settings) {
        var source = new KeptStatements(settings);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        // A file does not hang up, and a new connection would have to compile its statements again.
        config.setMaxLifetime(0);
        // The pool sets this mode on every connection, and the driver allows no other than the one it was opened in.
        config.setReadOnly(readOnly);
        return config;
    }
}
