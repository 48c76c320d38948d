package dev.karat.camel.connect;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.file.AbsenceGuard;
import dev.karat.camel.connector.file.Row;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * Notes which records one file holds, to find those that are known and missing in it. An id takes eight bytes of memory:
 * its hash. Should two ids have one hash, a missing record is taken for present and kept. Used by one thread.
 */
final class Snapshot {
    private static final int PAGE = 500;

    private final RecordFacts facts;
    private long[] seen = new long[1_024];
    private int count;
    private long bad;

    Snapshot(RecordFacts facts) {
        this.facts = facts;
    }

    /** Takes note of a row. */
    void add(Row row) {
        String id = row instanceof Row.Good good ? facts.of(good.record()).id() : null;
        if (id == null) {
            bad++;
            return;
        }
        if (count == seen.length) {
            seen = Arrays.copyOf(seen, count + count / 2);
        }
        seen[count++] = hash(id);
    }

    /**
     * Gives the ids of the records that are live in the store and not in the file, in order.
     *
     * @throws GatewayException FILE_SHRANK before the first of them if too much is missing
     */
    void missing(Store store, String system, String entity, int percentMax, Consumer<String> each) {
        Arrays.sort(seen, 0, count);
        var totals = new long[2];
        sweep(store, system, entity, record -> {
            totals[0]++;
            totals[1] += holds(record.key().id()) ? 0 : 1;
        });
        AbsenceGuard.check(totals[0], totals[1], bad, percentMax);
        if (totals[1] > 0) {
            sweep(store, system, entity, record -> {
                if (!holds(record.key().id())) {
                    each.accept(record.key().id());
                }
            });
        }
    }

    private static void sweep(Store store, String system, String entity, Consumer<StoredRecord> live) {
        @Nullable String after = null;
        List<StoredRecord> page;
        do {
            page = store.recordsOfSystem(system, entity, after, PAGE);
            page.stream().filter(record -> !record.deleted()).forEach(live);
            after = page.isEmpty() ? null : page.get(page.size() - 1).key().id();
        } while (page.size() == PAGE);
    }

    private boolean holds(String id) {
        return Arrays.binarySearch(seen, 0, count, hash(id)) >= 0;
    }

    private static long hash(String id) {
        return MurmurHash3.hash128x64(id.getBytes(StandardCharsets.UTF_8))[0];
    }
}
