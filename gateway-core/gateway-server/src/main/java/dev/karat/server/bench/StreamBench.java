package dev.karat.server.bench;

import dev.karat.engine.match.MatchModel;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import dev.karat.engine.resolve.CsvInput;
import dev.karat.engine.resolve.InputRecord;
import dev.karat.engine.resolve.StreamResolver;
import dev.karat.engine.resolve.Workers;
import dev.karat.testkit.data.CrmCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures matching alone: generated entries of a CRM come one after the other, in random order, to the match index in
 * memory, each is compared, linked and put into its cluster before the next one, on one thread and without a store.
 */
public final class StreamBench {
    private final int stored;
    private final int records;
    private final long seed;

    /**
     * @param stored records that are there before the measured ones come, at least 0
     * @param records records that are measured, at least 1
     */
    public StreamBench(int stored, int records, long seed) {
        this.stored = stored;
        this.records = records;
        this.seed = seed;
    }

    /**
     * What was measured.
     *
     * @param recordsPerSecond of the measured records
     * @param p50Micros half of them took at most this long, microseconds
     * @param p99Micros 99 of 100 took at most this long, microseconds
     * @param featureBytes memory of what is compared, for each record, bytes
     * @param indexBytes memory of keys, links and clusters beside that, for each stored record, bytes
     */
    public record Result(
            long recordsPerSecond, double p50Micros, double p99Micros, long featureBytes, long indexBytes) {}

    public Result run() throws IOException {
        long empty = used();
        List<InputRecord> entries = entries();
        long read = used();
        var stream = new StreamResolver(MatchModel.standard());
        for (int i = 0; i < stored; i++) {
            put(stream, i, entries);
        }
        long indexed = used();
        long[] nanos = new long[records];
        long start = System.nanoTime();
        long before = start;
        for (int i = 0; i < records; i++) {
            put(stream, stored + i, entries);
            long now = System.nanoTime();
            nanos[i] = now - before;
            before = now;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        return new Result(
                Math.round(records / seconds),
                nanos[records / 2] / 1e3,
                nanos[(int) (records * 0.99)] / 1e3,
                (read - empty) / entries.size(),
                (indexed - read) / Math.max(1, stored));
    }

    private static void put(StreamResolver stream, int number, List<InputRecord> entries) {
        InputRecord entry = entries.get(number);
        stream.put(number, entry.key(), entry.features());
    }

    private List<InputRecord> entries() throws IOException {
        Path file = Files.createTempFile("karat-crm", ".csv");
        try (var workers = new Workers(Runtime.getRuntime().availableProcessors())) {
            CrmCsv.write(file, seed, (long) stored + records);
            var input = new CsvInput(new Normalizer(new TermTable(), null), workers, "truth").read(List.of(file));
            var entries = new ArrayList<>(input.records());
            Collections.shuffle(entries, new Random(seed));
            return entries;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Bytes of the heap that are in use once garbage is gone. */
    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
