package dev.karat.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * The raw row rate of a database: inserts of 500 bytes by primary key, on one thread, with the settings of the store,
 * each commit on disk before the next. It is what a rate of ingested records is to be compared with.
 */
public final class StoreBench {
    /** Size of a row without its key. */
    public static final int ROW_BYTES = 500;

    private static final long SEED = 1;
    private static final String INSERT = "INSERT INTO raw_row (id, payload) VALUES (?, ?)";

    private StoreBench() {}

    /** {@code StoreBench FOLDER ROWS_PER_COMMIT SECONDS}: prints the rows per second of an SQLite file there. */
    public static void main(String[] arguments) {
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[2]));
        System.out.printf("%.0f%n", sqlite(Path.of(arguments[0]), Integer.parseInt(arguments[1]), time));
    }

    /**
     * Rows per second of an SQLite file, which is created in the folder and removed afterwards.
     *
     * @param commitRows rows per commit, 1 or more
     * @param time how long to measure
     */
    public static double sqlite(Path folder, int commitRows, Duration time) {
        Path file = folder.resolve("raw-rows.db");
        remove(file);
        try (var database = SqliteDatabase.open(file, 1)) {
            return rowsPerSecond(database, Dialect.SQLITE, commitRows, time);
        } finally {
            remove(file);
        }
    }

    /**
     * Rows per second of a PostgreSQL database, in a table that is dropped afterwards.
     *
     * @param commitRows rows per commit, 1 or more
     * @param time how long to measure
     */
    public static double postgresql(String url, String user, String password, int commitRows, Duration time) {
        try (var database = PostgresDatabase.open(url, user, password, 2)) {
            Database.Step drop = connection -> Sql.run(connection, "DROP TABLE IF EXISTS raw_row");
            database.write("Dropping the table", drop);
            double rate = rowsPerSecond(database, Dialect.POSTGRESQL, commitRows, time);
            database.write("Dropping the table", drop);
            return rate;
        }
    }

    private static double rowsPerSecond(Database database, Dialect dialect, int commitRows, Duration time) {
        database.write("Creating the table", connection -> Sql.run(connection, table(dialect)));
        byte[] payload = new byte[ROW_BYTES];
        new Random(SEED).nextBytes(payload);
        Sql.Binder<Long> row = (params, id) -> params.number(id).bytes(payload);
        long start = System.nanoTime();
        long rows = 0;
        while (System.nanoTime() - start < time.toNanos()) {
            List<Long> ids = LongStream.range(rows, rows + commitRows).boxed().toList();
            database.write("Inserting", connection -> Sql.batch(connection, INSERT, ids, row));
            rows += commitRows;
        }
        return rows * 1e9 / (System.nanoTime() - start);
    }

    private static String table(Dialect dialect) {
        var types = dialect.placeholders();
        return "CREATE TABLE raw_row (id " + types.get("long") + " PRIMARY KEY, payload " + types.get("blob")
                + " NOT NULL)";
    }

    private static void remove(Path file) {
        for (String suffix : List.of("", "-wal", "-shm", ".lock")) {
            try {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            } catch (IOException kept) {
                // A file that is left over costs disk space only, and the next run removes it.
            }
        }
    }
}
