package dev.karat.server.bench;

/**
 * What a run measured.
 *
 * @param store {@code sqlite} or {@code postgres}
 * @param stored records that were stored when the measuring began
 * @param records records that were committed while it was measured; what was sent twice does not count
 * @param producers threads that handed over pages
 * @param page records of a page
 * @param recordsPerSecond committed records per second
 * @param rawRowsPerSecond plain rows of 500 bytes that one thread inserts per second in commits of the same size
 * @param commitRecords records of a commit, on the average
 * @param p50Ms median of the time from handing over a page to its acknowledgement, in milliseconds
 * @param p99Ms the same, which 99 of 100 pages do not exceed
 * @param sync what a commit waits for
 * @param seconds how long it was measured
 * @param profiles live profiles at the end
 */
public record BenchResult(
        String store,
        long stored,
        long records,
        int producers,
        int page,
        double recordsPerSecond,
        double rawRowsPerSecond,
        int commitRecords,
        double p50Ms,
        double p99Ms,
        String sync,
        double seconds,
        long profiles) {
    /** Plain rows that the database takes in the time of one record. */
    public double rowsPerRecord() {
        return rawRowsPerSecond / recordsPerSecond;
    }
}
