package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.LinkGraph;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Member;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Resolves records one after the other, as they come, in memory: what the stream does with them, without a store. Whatever
 * the order in which records come, change and go, they are parted as {@link BatchResolver} parts those that are there at
 * the end with the same model. For one thread.
 */
public final class StreamResolver {
    private final LinkGraph links;
    private final Clusterer clusterer;
    private RecordKey[] keys = new RecordKey[1024];
    /** For each record the least number of its customer's records. */
    private int[] customers = new int[1024];

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
            customers = Arrays.copyOf(customers, keys.length);
        }
        if (keys[record] == null) {
            customers[record] = record;
        }
        keys[record] = key;
        settle(links.put(record, features));
        return customers[record];
    }

    /** Takes a record out. */
    public void remove(int record) {
        settle(links.remove(record));
    }

    /** The least number of the records of a record's customer. */
    public int customer(int record) {
        return customers[record];
    }

    /** Parts whole components anew. */
    private void settle(long[] changed) {
        if (changed.length == 1) {
            customers[(int) changed[0]] = (int) changed[0];
            return;
        }
        List<Member> members = new ArrayList<>(changed.length);
        for (long rid : changed) {
            members.add(new Member(rid, keys[(int) rid], Objects.requireNonNull(links.features(rid))));
        }
        for (long[] cluster : clusterer.cluster(members, links::neighbours, Constraints.none())) {
            long least = Arrays.stream(cluster).min().orElseThrow();
            for (long rid : cluster) {
                customers[(int) rid] = (int) least;
            }
        }
    }
}
