package dev.karat.server.bench;

import dev.karat.engine.store.Store;
import dev.karat.store.StoreBench;
import dev.karat.store.Stores;
import java.nio.file.Path;
import java.time.Duration;

/** The database that is measured: where it is, and how fast it takes plain rows. */
public sealed interface BenchDatabase {
    /** Name for the result. */
    String name();

    /** What a commit waits for, in the words of the database. */
    String sync();

    Store open();

    /**
     * Rows of {@link StoreBench#ROW_BYTES} bytes that one thread inserts per second, each commit on disk before the next.
     *
     * @param commitRows rows per commit, 1 or more
     */
    double rawRowsPerSecond(int commitRows, Duration time);

    /**
     * An SQLite file named {@code karat.db}, which must not exist yet.
     *
     * @param folder where it is; it is created if needed
     */
    record Sqlite(Path folder) implements BenchDatabase {
        @Override
        public String name() {
            return "sqlite";
        }

        @Override
        public String sync() {
            return "FULL";
        }

        @Override
        public Store open() {
            return Stores.sqlite(folder.resolve("karat.db"));
        }

        @Override
        public double rawRowsPerSecond(int commitRows, Duration time) {
            return StoreBench.sqlite(folder, commitRows, time);
        }
    }

    /**
     * A PostgreSQL database of its own.
     *
     * @param url such as {@code jdbc:postgresql://localhost/karat_bench}
     */
    record Postgresql(String url, String user, String password) implements BenchDatabase {
        private static final int POOL_SIZE = 8;

        @Override
        public String name() {
            return "postgres";
        }

        @Override
        public String sync() {
            return "synchronous_commit of the server";
        }

        @Override
        public Store open() {
            return Stores.postgresql(url, user, password, POOL_SIZE);
        }

        @Override
        public double rawRowsPerSecond(int commitRows, Duration time) {
            return StoreBench.postgresql(url, user, password, commitRows, time);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "PostgreSQL " + url;
        }
    }
}
