package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.Customers;
import dev.karat.engine.match.LinkGraph;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Member;
import dev.karat.engine.match.Memberships;
import dev.karat.engine.match.Reparting;
import dev.karat.engine.normalize.Features;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Resolves records one after the other, as they come, in memory: what the stream does with them, without a store. Whatever
 * the order in which records come, change and go, they are parted as {@link BatchResolver} parts those that are there at
 * the end with the same model. For one thread.
 */
public final class StreamResolver {
    private final LinkGraph links;
    private final Clusterer clusterer;
    private final Customers known = new Known();
    private final Set<Long> cut = new HashSet<>();
    private RecordKey[] keys = new RecordKey[1024];
    /** Customers by the least number of their records. */
    private final Memberships customers = new Memberships();

    public StreamResolver(MatchModel model) {
        links = new LinkGraph(model);
        clusterer = new Clusterer(model);
    }

    /**
     * Takes a record, or another version of it.
     *
     * @param record a number of the caller's, from 0 and without great gaps
     * @return the least number of the records of its customer
     */
    public int put(int record, RecordKey key, Features features) {
        if (record >= keys.length) {
            keys = Arrays.copyOf(keys, Math.max(record + 1, 2 * record));
        }
        keys[record] = key;
        settle(links.put(record, features));
        return customer(record);
    }

    /** Takes a record out. */
    public void remove(int record) {
        long[] reached = links.remove(record);
        customers.set(record, Memberships.NOBODY);
        settle(reached);
    }

    /** The least number of the records of a record's customer; -1 if the record was taken out. */
    public int customer(int record) {
        long customer = customers.of(record);
        return customer == Memberships.NOBODY ? -1 : (int) customer;
    }

    private void settle(long[] seeds) {
        if (seeds.length == 0) {
            return;
        }
        Reparting.Outcome outcome = new Reparting(links, clusterer, customers, known)
                .part(Arrays.stream(seeds).boxed().toList());
        cut.removeAll(outcome.rids());
        cut.addAll(outcome.cut());
        for (long[] cluster : outcome.clusters()) {
            for (long rid : cluster) {
                customers.set(rid, cluster[0]);
            }
        }
    }

    /** Everything is in memory, and no steward is there. */
    private final class Known implements Customers {
        @Override
        public Member member(long rid) {
            return new Member(rid, keys[(int) rid], Objects.requireNonNull(links.features(rid)));
        }

        @Override
        public boolean isDecided(long rid) {
            return false;
        }

        @Override
        public Collection<Long> whole(long rid) {
            return Arrays.stream(links.component(rid)).boxed().toList();
        }

        @Override
        public Collection<Long> cut() {
            return cut;
        }

        @Override
        public Constraints constraints(Collection<Member> members) {
            return Constraints.none();
        }
    }
}
