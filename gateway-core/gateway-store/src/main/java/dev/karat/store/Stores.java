package dev.karat.store;

import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import java.nio.file.Path;

/** Opens the database of a gateway and brings its tables to this version. */
public final class Stores {
    /** Threads that read at the same time without waiting for each other. */
    private static final int READERS = 4;

    private Stores() {}

    /**
     * Opens or creates an SQLite file, with its folder. Until it is closed no other gateway can write into the file.
     *
     * @throws dev.karat.api.error.GatewayException {@code STORE_IN_USE} if another gateway has it open,
     *     {@code STORE_VERSION} if a newer version wrote it, {@code STORE_UNAVAILABLE} if it cannot be opened
     */
    public static SharedStore sqlite(Path file) {
        return new JdbcStore(SqliteDatabase.open(file, READERS));
    }

    /**
     * Opens an SQLite file only to read it, also while a gateway works on it; what is committed meanwhile is seen.
     *
     * @throws dev.karat.api.error.GatewayException {@code STORE_UNAVAILABLE} if it cannot be opened
     */
    public static Store sqliteToRead(Path file) {
        return new JdbcStore(SqliteDatabase.openToRead(file, 1));
    }

    /**
     * Opens an SQLite file only to read its state of this moment, also while a gateway works on it: what is committed
     * meanwhile is not seen. The journal grows until it is closed.
     *
     * @throws dev.karat.api.error.GatewayException {@code STORE_UNAVAILABLE} if it cannot be opened
     */
    public static Store sqliteSnapshot(Path file) {
        return new JdbcStore(SqliteDatabase.openSnapshot(file));
    }

    /** Opens a PostgreSQL database like {@link #sqliteSnapshot}; its tables have to be there. */
    public static Store postgresqlSnapshot(String url, String user, String password) {
        return new JdbcStore(PostgresDatabase.openSnapshot(url, user, password));
    }

    /**
     * Opens a PostgreSQL database. The server's {@code synchronous_commit} decides what an acknowledged commit survives;
     * its default, {@code on}, is what the gateway counts on.
     *
     * @param url such as {@code jdbc:postgresql://localhost/karat}
     * @param poolSize connections at most, and three at least: half of them, and two at least, are for writing
     * @throws dev.karat.api.error.GatewayException {@code STORE_VERSION} if a newer version wrote it,
     *     {@code STORE_UNAVAILABLE} if it cannot be reached
     */
    public static SharedStore postgresql(String url, String user, String password, int poolSize) {
        return new JdbcStore(PostgresDatabase.open(url, user, password, poolSize));
    }
}
