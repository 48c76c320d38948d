package dev.karat.engine.resolve;

import dev.karat.engine.match.CandidatePairs;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.PairScorer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at a partition once more, pair by pair, and keeps what a {@link ResolveReport} shows. */
public final class ReportBuilder {
    private final List<InputRecord> records;
    private final List<@Nullable String> truth;
    private final Partition partition;
    private final MatchModel model;
    private final int[] truthOf;
    private final DistinctRecords nodes;
    private final PairTally tally;

    private ReportBuilder(List<InputRecord> records, List<@Nullable String> truth, Partition partition) {
        this.records = records;
        this.truth = truth;
        this.partition = partition;
        this.model = partition.model();
        this.truthOf = numbers(truth);
        this.nodes = DistinctRecords.of(records);
        this.tally = new PairTally(records, model);
    }

    /**
     * Makes the report.
     *
     * @param partition of the records of the input, with the model that decided
     */
    public static ResolveReport build(ResolveInput input, Partition partition, Workers workers) {
        var builder = new ReportBuilder(input.records(), input.truth(), partition);
        var pairs = new CandidatePairs(builder.nodes.features(), partition.model(), workers.size());
        builder.nodes.weigh(pairs);
        return builder.build(pairs, workers);
    }

    private static int[] numbers(List<@Nullable String> truth) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] of = new int[truth.size()];
        for (int record = 0; record < of.length; record++) {
            String customer = truth.get(record);
            of[record] = customer == null ? -1 : numbers.computeIfAbsent(customer, any -> numbers.size());
        }
        return of;
    }

    private ResolveReport build(CandidatePairs pairs, Workers workers) {
        workers.range(nodes.size(), (from, to) -> score(from, to, pairs));
        var sizes = sizes();
        return new ResolveReport(
                records.size(),
                partition.profiles(),
                sizes.tailMap(2).values().stream().mapToInt(Integer::intValue).sum(),
                model,
                sizes,
                new LargestProfiles(records, partition).find(),
                partition.large(),
                tally.bins(),
                groups(),
                measured());
    }

    private void score(int from, int to, CandidatePairs pairs) {
        var scorer = new PairScorer(model);
        var kinds = new PairKinds(partition.clusters(), truthOf);
        var part = new PairTally(records, model);
        CandidatePairs.Receiver receiver = (a, b) -> {
            double weight = scorer.weight(nodes.features(a), nodes.features(b));
            kinds.between(
                    nodes.records(a),
                    nodes.records(b),
                    (together, says, times, first, second) -> part.add(weight, together, says, times, first, second));
        };
        for (int node = from; node < to; node++) {
            if (nodes.records(node).length > 1 && !nodes.features(node).isEmpty()) {
                receiver.accept(node, node);
            }
        }
        pairs.forEach(from, to, receiver);
        synchronized (tally) {
            tally.add(part);
        }
    }

    private SortedMap<Integer, Integer> sizes() {
        var counts = new TreeMap<Integer, Integer>();
        for (int size : partition.sizes()) {
            counts.merge(size, 1, Integer::sum);
        }
        return counts;
    }

    private Map<PairGroup, ResolveReport.Pairs> groups() {
        var scorer = new PairScorer(model);
        var groups = new EnumMap<PairGroup, ResolveReport.Pairs>(PairGroup.class);
        for (PairGroup group : PairGroup.values()) {
            var shown = tally.shown(group).stream()
                    .map(found -> pair(group, found, scorer))
                    .toList();
            groups.put(group, new ResolveReport.Pairs(tally.total(group), shown));
        }
        return groups;
    }

    private ResolveReport.Pair pair(PairGroup group, PairTally.Found found, PairScorer scorer) {
        InputRecord one = records.get(found.first());
        InputRecord other = records.get(found.second());
        boolean inOrder = one.key().compareTo(other.key()) < 0;
        InputRecord first = inOrder ? one : other;
        InputRecord second = inOrder ? other : one;
        double beyond = found.weight() - model.linkWeight();
        return new ResolveReport.Pair(
                group,
                first.key(),
                second.key(),
                found.together(),
                found.truth(),
                found.times(),
                found.together() ? -beyond : beyond,
                scorer.explain(partition.weighed(first.features()), partition.weighed(second.features())));
    }

    private ResolveReport.@Nullable Measured measured() {
        if (truth.stream().allMatch(customer -> customer == null)) {
            return null;
        }
        var profiles = PairwiseEvaluation.of(partition.clusters(), truth);
        long compared = tally.bins().stream().mapToLong(ResolveReport.Bin::same).sum();
        return new ResolveReport.Measured(tally.links(profiles.expected()), profiles, profiles.expected() - compared);
    }
}
