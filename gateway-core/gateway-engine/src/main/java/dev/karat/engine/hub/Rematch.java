package dev.karat.engine.hub;

import dev.karat.engine.commit.GroupCommitWriter;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides anew about every record and builds every profile anew, in transactions of a few hundred records. Broken off it
 * leaves whole profiles, and may be begun again. Used once.
 */
final class Rematch {
    private static final Logger LOG = LoggerFactory.getLogger(Rematch.class);

    /** Records of one transaction, besides what hangs together with them. */
    static final int STEP = 500;

    private static final long TOLD_EVERY = 100 * STEP;

    private final MatchGraph graph;
    private final IdentityResolver identity;
    private final BiConsumer<Collection<Long>, UnitOfWork> before;
    private final BitSet done = new BitSet();
    private long changed;

    Rematch(MatchGraph graph, IdentityResolver identity) {
        this(graph, identity, (around, work) -> {});
    }

    /** @param before is told the numbers of records that are going to be decided about together */
    Rematch(MatchGraph graph, IdentityResolver identity, BiConsumer<Collection<Long>, UnitOfWork> before) {
        this.graph = graph;
        this.identity = identity;
        this.before = before;
    }

    /**
     * Goes through all records and waits for the last commit.
     *
     * @param ridMax greatest number of a record
     * @param at microseconds since 1970 UTC
     * @return groups of records that were put together or parted in another way
     */
    long run(long ridMax, String cause, long at, GroupCommitWriter writer) {
        for (long from = 0; from <= ridMax; from += STEP) {
            long first = from;
            long last = Math.min(ridMax, from + STEP - 1);
            changed += writer.submit(STEP, work -> step(first, last, cause, at, work))
                    .join();
            if ((last + 1) % TOLD_EVERY == 0) {
                LOG.info("Matched {} of {} records anew, {} changes", last, ridMax, changed);
            }
        }
        return changed;
    }

    /**
     * Decides anew about the records of these numbers and all that hangs together with them, as far as it was not done.
     *
     * @return groups of records that were put together or parted in another way
     */
    long step(long first, long last, String cause, long at, UnitOfWork work) {
        long changes = 0;
        var rids = LongStream.rangeClosed(first, last)
                .filter(rid -> !done.get(Math.toIntExact(rid)))
                .boxed()
                .toList();
        work.prefetchAround(rids);
        for (StoredRecord record : work.records(rids)) {
            if (!done.get(Math.toIntExact(record.rid()))) {
                SortedSet<Long> around = around(record.rid(), graph, work);
                around.forEach(rid -> done.set(Math.toIntExact(rid)));
                before.accept(around, work);
                if (identity.rematch(around, cause, at, work)) {
                    changes++;
                } else {
                    rebuild(around, cause, at, work);
                }
            }
        }
        return changes;
    }

    private void rebuild(SortedSet<Long> around, String cause, long at, UnitOfWork work) {
        work.records(around).stream()
                .map(StoredRecord::goldenId)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(id -> identity.rebuild(id, false, cause, at, work));
    }

    /** All that hangs together with a record by the model in force, or is one profile with it in the store. */
    static SortedSet<Long> around(long rid, MatchGraph graph, UnitOfWork work) {
        var around = new TreeSet<Long>();
        var linked = new TreeSet<Long>();
        var waiting = new ArrayDeque<>(List.of(rid));
        while (!waiting.isEmpty()) {
            long next = waiting.remove();
            if (!around.add(next)) {
                continue;
            }
            if (!linked.contains(next)) {
                SortedSet<Long> component = graph.componentOf(next, work);
                linked.addAll(component);
                waiting.addAll(component);
            }
            for (StoredRecord record : work.records(List.of(next))) {
                if (record.goldenId() != null) {
                    work.recordsOf(record.goldenId()).forEach(other -> waiting.add(other.rid()));
                }
            }
        }
        return around;
    }
}
