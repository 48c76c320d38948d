package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.CandidatePairs;
import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.FrequencyCounter;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Member;
import dev.karat.engine.match.ModelFitter;
import dev.karat.engine.match.PairScorer;
import dev.karat.engine.match.PatternTally;
import dev.karat.engine.normalize.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a set of records at once. The partition depends on the content of the records and on the model only: not on
 * their order, their keys or the number of threads. Used once per set; not safe for several threads.
 */
public final class BatchResolver {
    private static final long SEED = 20261123;
    /** Distinct records whose pairs are counted to fit the weights, roughly; more of them teach nothing new. */
    private static final int TALLIED_NODES = 60_000;

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
        if (given != null) {
            var candidates = new CandidatePairs(nodes.features(), given, workers.size());
            var crowded = nodes.weigh(candidates);
            return cluster(records, nodes, links(nodes, candidates, given), given, crowded);
        }
        MatchModel base = MatchModel.standard();
        var fit = fit(nodes, base);
        var links = LinkedPairs.of(nodes, fit.pairs, fit.model, workers);
        return cluster(records, nodes, links, fit.model, fit.crowded);
    }

    /**
     * Makes a model of the records without deciding about them: the one by which they would be resolved.
     *
     * @param base where the weights start and what they are held to; its thresholds, guards and rules stay
     */
    public static MatchModel train(List<InputRecord> records, MatchModel base, Workers workers) {
        return new BatchResolver(null, false, workers).fit(DistinctRecords.of(records), base).model;
    }

    /** A model, the pairs that it may link, and records of which it does not use an identifier. */
    private record Fit(MatchModel model, PossiblePairs pairs, Map<Features, Features> crowded) {}

    private Fit fit(DistinctRecords nodes, MatchModel base) {
        var fitter = new ModelFitter(base, SEED);
        MatchModel counted = fitter.counted(count(nodes));
        var candidates = new CandidatePairs(nodes.features(), base, workers.size());
        var crowded = nodes.weigh(candidates);
        MatchModel first = fitter.fit(counted, nodes.features(), nodes.counts(), tally(nodes, candidates, counted));
        var pairs = PossiblePairs.of(nodes, candidates, first, workers);
        // A value that one customer has in several records counts once, as far as the first weights show customers.
        var customers = LinkedPairs.of(nodes, pairs, first, workers).components();
        return new Fit(fitter.recount(first, count(nodes, customers)), pairs, crowded);
    }

    private LinkedPairs links(DistinctRecords nodes, CandidatePairs candidates, MatchModel model) {
        return LinkedPairs.of(nodes, PossiblePairs.of(nodes, candidates, model, workers), model, workers);
    }

    /** Counts how pairs agree: all of them, or of a large set those of every n-th node, each of which stands for n. */
    private PatternTally tally(DistinctRecords nodes, CandidatePairs candidates, MatchModel counted) {
        int every = Math.max(1, nodes.size() / TALLIED_NODES);
        var tally = new PatternTally();
        workers.range((nodes.size() + every - 1) / every, (from, to) -> {
            var scorer = new PairScorer(counted);
            var part = new PatternTally();
            for (int i = from; i < to; i++) {
                candidates.forEach(i * every, i * every + 1, (a, b) -> {
                    Features first = nodes.features(a);
                    Features second = nodes.features(b);
                    long pattern = scorer.pattern(first, second);
                    if (pattern != PairScorer.NEVER) {
                        part.add(pattern, MatchModel.isOrganization(first, second), every);
                    }
                });
            }
            synchronized (tally) {
                tally.addAll(part);
            }
        });
        return tally;
    }

    private List<FrequencyCounter> count(DistinctRecords nodes) {
        return count(false, counter -> nodes.features().forEach(features -> counter.add(List.of(features))));
    }

    private List<FrequencyCounter> count(DistinctRecords nodes, Components customers) {
        int[][] groups = customers.groups();
        return count(true, counter -> {
            for (int[] customer : groups) {
                counter.add(Arrays.stream(customer).mapToObj(nodes::features).toList());
            }
        });
    }

    /** Every thread counts its share of the values. */
    private List<FrequencyCounter> count(boolean customersKnown, Consumer<FrequencyCounter> all) {
        List<FrequencyCounter> counters = IntStream.range(0, workers.size())
                .mapToObj(shard -> new FrequencyCounter(customersKnown, shard, workers.size()))
                .toList();
        workers.range(counters.size(), (from, to) -> counters.subList(from, to).forEach(all));
        return counters;
    }

    private Partition cluster(
            List<InputRecord> records,
            DistinctRecords nodes,
            LinkedPairs links,
            MatchModel model,
            Map<Features, Features> crowded) {
        int[][] groups = links.components().groups();
        int[][][] found = new int[groups.length][][];
        var cut = new AtomicInteger();
        workers.range(groups.length, (from, to) -> {
            var clusterer = new Clusterer(model, oneToOne);
            for (int i = from; i < to; i++) {
                found[i] = clusters(clusterer, groups[i], records, nodes, links, cut);
            }
        });
        int[] clusters = new int[records.size()];
        int profiles = 0;
        var large = new ArrayList<LargeProfiles.Large>();
        for (int[][] ofGroup : found) {
            for (int[] cluster : ofGroup) {
                int distinct = distinct(cluster, nodes, model.guards().membersAlarm());
                if (distinct > model.guards().membersAlarm()) {
                    RecordKey least = records.get(cluster[0]).key();
                    large.add(new LargeProfiles.Large(ClusterOutput.goldenId(least), distinct));
                }
                for (int record : cluster) {
                    clusters[record] = profiles;
                }
                profiles++;
            }
        }
        return new Partition(clusters, profiles, model, crowded, LargeProfiles.of(large, cut.get()));
    }

    /** How many records of a cluster say different things; of a small one, how many it has. */
    private static int distinct(int[] cluster, DistinctRecords nodes, int small) {
        return cluster.length <= small
                ? cluster.length
                : (int) Arrays.stream(cluster).map(nodes::of).distinct().count();
    }

    /** Parts the records of one component into customers. */
    private static int[][] clusters(
            Clusterer clusterer,
            int[] group,
            List<InputRecord> records,
            DistinctRecords nodes,
            LinkedPairs links,
            AtomicInteger cut) {
        if (group.length == 1 && nodes.records(group[0]).length == 1) {
            return new int[][] {nodes.records(group[0])};
        }
        var members = new ArrayList<Member>();
        for (int node : group) {
            for (int record : nodes.records(node)) {
                members.add(new Member(record, records.get(record).key(), nodes.features(node)));
            }
        }
        var parted = clusterer.part(members, rid -> neighbours(nodes, links, (int) rid), Constraints.none());
        cut.addAndGet(parted.cut().size());
        return parted.clusters().stream()
                .map(cluster ->
                        Arrays.stream(cluster).mapToInt(rid -> (int) rid).toArray())
                .toArray(int[][]::new);
    }

    /** Records with the same features, and those of the linked nodes that come after it. */
    private static long[] neighbours(DistinctRecords nodes, LinkedPairs links, int record) {
        int node = nodes.of(record);
        var rids = LongStream.builder();
        for (int same : nodes.records(node)) {
            rids.add(same);
        }
        links.forEach(node, other -> {
            for (int linked : nodes.records(other)) {
                rids.add(linked);
            }
        });
        return rids.build().toArray();
    }
}
