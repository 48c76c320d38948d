package dev.karat.server.bench;

import dev.karat.engine.ingest.RecordPage;
import dev.karat.testkit.data.CustomerGenerator;
import dev.karat.testkit.data.GeneratedRecord;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a run. Of the generated records every third is held back; the others are stored before anything is
 * measured. What arrives then is, in ten rows, four that were held back (most of their customers are known through
 * another system), five changes of stored ones, and one that is sent again as it was. Safe for several threads.
 */
final class BenchRows {
    /** Rows that are kept to be changed or sent again: an even sample of what is stored. */
    private static final int KEPT_MAX = 100_000;

    private static final long SEED = 20_261_125;
    private static final long RECORDS_MAX = 15_000_000;
    private static final int HELD_BACK_ONE_IN = 3;
    private static final int NEW_IN_TEN = 4;
    private static final int CHANGED_IN_TEN = 5;

    private final Clock clock;
    private final int page;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Iterator<GeneratedRecord> generated =
            new CustomerGenerator(SEED).records(RECORDS_MAX).iterator();
    private final List<BenchRow> kept = new ArrayList<>();
    private final List<BenchRow> heldBack = new ArrayList<>();
    private final Map<String, Queue<BenchRow>> waiting = new TreeMap<>();
    private final long stored;
    private final long keepOneIn;
    private long handedOut;

    /**
     * Rows for one run.
     *
     * @param stored rows that are stored before anything is measured
     * @param page rows of a page
     */
    BenchRows(long stored, int page, Clock clock) {
        this.stored = stored;
        this.page = page;
        this.clock = clock;
        this.keepOneIn = stored / KEPT_MAX + 1;
    }

    /** The next page of what is stored beforehand, or null after the last one. */
    synchronized @Nullable RecordPage nextStored() {
        while (handedOut < stored) {
            GeneratedRecord next = generated.next();
            if (random.nextInt(HELD_BACK_ONE_IN) == 0) {
                heldBack.add(BenchRow.of(next));
                continue;
            }
            BenchRow row = BenchRow.of(next);
            if (handedOut++ % keepOneIn == 0) {
                kept.add(row);
            }
            RecordPage full = enqueue(row, page);
            if (full != null) {
                return full;
            }
        }
        Collections.shuffle(heldBack, new java.util.Random(SEED));
        return rest();
    }

    /** The next page of what arrives while it is measured; never ends. */
    synchronized RecordPage next() {
        while (true) {
            RecordPage full = enqueue(arriving(), page);
            if (full != null) {
                return full;
            }
        }
    }

    private BenchRow arriving() {
        int kind = random.nextInt(10);
        if (kind < NEW_IN_TEN || kept.isEmpty()) {
            return heldBack.isEmpty() ? BenchRow.of(generated.next()) : heldBack.remove(heldBack.size() - 1);
        }
        int at = random.nextInt(kept.size());
        if (kind < NEW_IN_TEN + CHANGED_IN_TEN) {
            kept.set(at, kept.get(at).changed(clock.instant(), random));
        }
        return kept.get(at);
    }

    private @Nullable RecordPage rest() {
        return waiting.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .findFirst()
                .map(entry -> page(entry.getKey(), entry.getValue()))
                .orElse(null);
    }

    /** A page holds rows of one system, so each system fills its own. */
    private @Nullable RecordPage enqueue(BenchRow row, int full) {
        Queue<BenchRow> queue = waiting.computeIfAbsent(row.system(), system -> new ArrayDeque<>());
        queue.add(row);
        return queue.size() == full ? page(row.system(), queue) : null;
    }

    private static RecordPage page(String system, Queue<BenchRow> rows) {
        var records = rows.stream().map(BenchRow::read).toList();
        rows.clear();
        return new RecordPage(system, "customers", records, "bench");
    }
}
