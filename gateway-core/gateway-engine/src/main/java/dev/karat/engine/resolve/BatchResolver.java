package dev.karat.engine.resolve;

import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.FrequencyCounter;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Member;
import dev.karat.engine.match.MemoryCandidateIndex;
import dev.karat.engine.match.ModelFitter;
import dev.karat.engine.match.PairScorer;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a set of records at once. The partition depends on the content of the records and on the model only: not on
 * their order, their keys or the number of threads. Used once per set; not safe for several threads.
 */
public final class BatchResolver {
    private static final long SEED = 20261123;

    private final @Nullable MatchModel given;
    private final boolean oneToOne;
    private final Workers workers;

    /**
     * @param model the frozen model to use, or null to fit one on the records themselves
     * @param oneToOne true if no two records of one system may be one customer
     */
    public BatchResolver(@Nullable MatchModel model, boolean oneToOne, Workers workers) {
        this.given = model;
        this.oneToOne = oneToOne;
        this.workers = workers;
    }

    public Partition resolve(List<InputRecord> records) {
        var nodes = DistinctRecords.of(records);
        MatchModel base = given != null ? given : MatchModel.standard();
        long[][] pairs = pairs(nodes, base.keyCap());
        MatchModel model = given != null ? given : fit(nodes, pairs, base);
        return cluster(records, nodes, pairs, model);
    }

    /** Candidate pairs of nodes, the lower one first, grouped by the lower one: {@code pairs[a]} holds the greater. */
    private long[][] pairs(DistinctRecords nodes, int cap) {
        var index = new MemoryCandidateIndex(cap);
        for (int node = 0; node < nodes.size(); node++) {
            index.add(node, nodes.features(node));
        }
        long[][] pairs = new long[nodes.size()][];
        workers.range(nodes.size(), (from, to) -> {
            for (int node = from; node < to; node++) {
                int least = node;
                pairs[node] = Arrays.stream(index.candidates(node))
                        .filter(other -> other > least)
                        .toArray();
            }
        });
        return pairs;
    }

    /**
     * Fits the weights, then counts frequencies again for the customers that they show: a value that one customer has in
     * several records counts once.
     */
    private MatchModel fit(DistinctRecords nodes, long[][] pairs, MatchModel base) {
        var fitter = new ModelFitter(base, SEED);
        MatchModel first = fitter.fit(
                nodes.features(),
                nodes.counts(),
                receiver -> forEach(pairs, receiver),
                count(nodes, node -> node, false));
        return fitter.recount(first, count(nodes, link(nodes, pairs, first)::root, true));
    }

    private static FrequencyCounter count(DistinctRecords nodes, IntUnaryOperator customerOf, boolean customersKnown) {
        var counter = new FrequencyCounter(customersKnown);
        for (int node = 0; node < nodes.size(); node++) {
            counter.add(nodes.features(node), customerOf.applyAsInt(node));
        }
        return counter;
    }

    private static void forEach(long[][] pairs, ModelFitter.PairReceiver receiver) {
        for (int a = 0; a < pairs.length; a++) {
            for (long b : pairs[a]) {
                receiver.accept(a, (int) b);
            }
        }
    }

    private Partition cluster(List<InputRecord> records, DistinctRecords nodes, long[][] pairs, MatchModel model) {
        Components components = link(nodes, pairs, model);
        int[][] groups = components.groups();
        int[] clusters = new int[records.size()];
        List<List<long[]>> found = new ArrayList<>();
        for (int i = 0; i < groups.length; i++) {
            found.add(List.of());
        }
        workers.range(groups.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                found.set(i, clusters(groups[i], records, nodes, pairs, model));
            }
        });
        int profiles = 0;
        for (List<long[]> ofGroup : found) {
            for (long[] cluster : ofGroup) {
                for (long record : cluster) {
                    clusters[(int) record] = profiles;
                }
                profiles++;
            }
        }
        return new Partition(clusters, profiles, model);
    }

    private Components link(DistinctRecords nodes, long[][] pairs, MatchModel model) {
        long[][] links = new long[nodes.size()][];
        workers.range(nodes.size(), (from, to) -> {
            var scorer = new PairScorer(model);
            for (int a = from; a < to; a++) {
                Features features = nodes.features(a);
                links[a] = Arrays.stream(pairs[a])
                        .filter(b -> scorer.weight(features, nodes.features((int) b)) >= model.linkWeight())
                        .toArray();
            }
        });
        var components = new Components(nodes.size());
        for (int a = 0; a < links.length; a++) {
            for (long b : links[a]) {
                components.join(a, (int) b);
            }
        }
        return components;
    }

    private List<long[]> clusters(
            int[] group, List<InputRecord> records, DistinctRecords nodes, long[][] pairs, MatchModel model) {
        var members = new ArrayList<Member>();
        for (int node : group) {
            for (int record : nodes.records(node)) {
                members.add(new Member(record, records.get(record).key(), nodes.features(node)));
            }
        }
        if (members.size() == 1) {
            return List.of(new long[] {members.get(0).rid()});
        }
        return new Clusterer(model, oneToOne)
                .cluster(members, rid -> neighbours(nodes, pairs, (int) rid), Constraints.none());
    }

    /** Records with the same features, and those of the candidates that come after it. */
    private static long[] neighbours(DistinctRecords nodes, long[][] pairs, int record) {
        int node = nodes.of(record);
        return LongStream.concat(
                        Arrays.stream(nodes.records(node)).asLongStream(),
                        Arrays.stream(pairs[node])
                                .flatMap(other -> Arrays.stream(nodes.records((int) other))
                                        .asLongStream()))
                .toArray();
    }
}
