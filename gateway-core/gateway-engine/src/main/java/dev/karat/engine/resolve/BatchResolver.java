package dev.karat.engine.resolve;

import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.FrequencyCounter;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Member;
import dev.karat.engine.match.ModelFitter;
import dev.karat.engine.match.PairComparer;
import dev.karat.engine.match.PatternTally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        if (given != null) {
            var pairs = ComparedPairs.of(nodes, base.keyCap(), new PairComparer(given), workers);
            return cluster(records, nodes, LinkedPairs.of(nodes, pairs, given, workers), given);
        }
        var fitter = new ModelFitter(base, SEED);
        MatchModel counted = fitter.counted(count(nodes));
        var pairs = ComparedPairs.of(nodes, base.keyCap(), new PairComparer(counted), workers);
        MatchModel model = fit(nodes, pairs, fitter, counted);
        return cluster(records, nodes, LinkedPairs.of(nodes, pairs, model, workers), model);
    }

    /**
     * Makes a model of the records without deciding about them: the one by which they would be resolved.
     *
     * @param base where the weights start and what they are held to; its thresholds, guards and rules stay
     */
    public static MatchModel train(List<InputRecord> records, MatchModel base, Workers workers) {
        var resolver = new BatchResolver(null, false, workers);
        var nodes = DistinctRecords.of(records);
        var fitter = new ModelFitter(base, SEED);
        MatchModel counted = fitter.counted(resolver.count(nodes));
        var pairs = ComparedPairs.of(nodes, base.keyCap(), new PairComparer(counted), workers);
        return resolver.fit(nodes, pairs, fitter, counted);
    }

    private MatchModel fit(DistinctRecords nodes, ComparedPairs pairs, ModelFitter fitter, MatchModel counted) {
        MatchModel first = fitter.fit(counted, nodes.features(), nodes.counts(), tally(pairs));
        // A value that one customer has in several records counts once, as far as the first weights show customers.
        var customers = LinkedPairs.of(nodes, pairs, first, workers).components();
        return fitter.recount(first, count(nodes, customers));
    }

    private PatternTally tally(ComparedPairs pairs) {
        var tally = new PatternTally();
        workers.range(pairs.ranges().size(), (from, to) -> {
            var part = new PatternTally();
            for (ComparedPairs.Range range : pairs.ranges().subList(from, to)) {
                range.persons().forEach((a, b, pattern) -> part.add(pattern, false));
                range.organizations().forEach((a, b, pattern) -> part.add(pattern, true));
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

    private Partition cluster(List<InputRecord> records, DistinctRecords nodes, LinkedPairs links, MatchModel model) {
        int[][] groups = links.components().groups();
        int[][][] found = new int[groups.length][][];
        workers.range(groups.length, (from, to) -> {
            var clusterer = new Clusterer(model, oneToOne);
            for (int i = from; i < to; i++) {
                found[i] = clusters(clusterer, groups[i], records, nodes, links);
            }
        });
        int[] clusters = new int[records.size()];
        int profiles = 0;
        for (int[][] ofGroup : found) {
            for (int[] cluster : ofGroup) {
                for (int record : cluster) {
                    clusters[record] = profiles;
                }
                profiles++;
            }
        }
        return new Partition(clusters, profiles, model);
    }

    /** Parts the records of one component into customers. */
    private static int[][] clusters(
            Clusterer clusterer, int[] group, List<InputRecord> records, DistinctRecords nodes, LinkedPairs links) {
        if (group.length == 1 && nodes.records(group[0]).length == 1) {
            return new int[][] {nodes.records(group[0])};
        }
        var members = new ArrayList<Member>();
        for (int node : group) {
            for (int record : nodes.records(node)) {
                members.add(new Member(record, records.get(record).key(), nodes.features(node)));
            }
        }
        return clusterer.cluster(members, rid -> neighbours(nodes, links, (int) rid), Constraints.none()).stream()
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
