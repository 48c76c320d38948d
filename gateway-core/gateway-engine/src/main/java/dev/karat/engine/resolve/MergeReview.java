package dev.karat.engine.resolve;

import dev.karat.engine.match.MatchDecision;
import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.PairScorer;
import dev.karat.engine.resolve.ResolveReport.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Merges for a person to judge before anything is written: some at random, from which the share of right ones can be
 * told, those that the scores speak against the most, and those that were not made and nearly were.
 *
 * @param random records that were merged, each with another one of its profile
 * @param riskiest merged pairs of the least score
 * @param doubtful pairs that are apart, nearest to being merged
 * @param overlap how many profiles hold records of just these systems
 * @param queue how many pairs a person would look at, by the probability from which one should
 */
public record MergeReview(
        List<Pair> random,
        List<Pair> riskiest,
        List<Pair> doubtful,
        Map<String, Long> overlap,
        Map<Double, Long> queue) {
    /** Pairs of each kind, at most. */
    public static final int PAIRS_MAX = 50;

    private static final List<Double> THRESHOLDS = List.of(0.3, 0.5, 0.7, 0.8, 0.9, 0.95);

    public MergeReview {
        random = List.copyOf(random);
        riskiest = List.copyOf(riskiest);
        doubtful = List.copyOf(doubtful);
        overlap = new TreeMap<>(overlap);
        queue = new TreeMap<>(queue);
    }

    /**
     * Chooses what is judged.
     *
     * @param report of the same profiles and the same model
     * @param chance which pairs are drawn
     */
    public static MergeReview of(
            StoredProfiles profiles, Partition partition, ResolveReport report, RandomGenerator chance) {
        List<Pair> riskiest = Stream.concat(
                        report.group(PairGroup.THROUGH_OTHERS).shown().stream(),
                        report.group(PairGroup.LINKED).shown().stream())
                .sorted(Comparator.comparingDouble(pair -> pair.why().score().weight()))
                .limit(PAIRS_MAX)
                .toList();
        List<Pair> doubtful = report.doubtful().stream()
                .filter(pair -> !pair.together())
                .limit(PAIRS_MAX)
                .toList();
        var queue = new TreeMap<Double, Long>();
        THRESHOLDS.forEach(from -> queue.put(from, report.apartFrom(from)));
        return new MergeReview(
                drawn(profiles.records(), partition, chance), riskiest, doubtful, profiles.overlap(), queue);
    }

    private static List<Pair> drawn(List<InputRecord> records, Partition partition, RandomGenerator chance) {
        int[] sizes = partition.sizes();
        int[] merged = IntStream.range(0, records.size())
                .filter(record -> sizes[partition.clusters()[record]] > 1)
                .toArray();
        var wanted = new HashMap<Integer, List<Integer>>();
        int[] chosen = chance.ints(0, Math.max(1, merged.length))
                .limit(merged.length == 0 ? 0 : 20L * PAIRS_MAX)
                .distinct()
                .limit(Math.min(PAIRS_MAX, merged.length))
                .map(at -> merged[at])
                .toArray();
        for (int record : chosen) {
            wanted.put(partition.clusters()[record], new ArrayList<>());
        }
        for (int record : merged) {
            List<Integer> members = wanted.get(partition.clusters()[record]);
            if (members != null) {
                members.add(record);
            }
        }
        var scorer = new PairScorer(partition.model());
        var pairs = new ArrayList<Pair>();
        for (int record : chosen) {
            List<Integer> others = new ArrayList<>(wanted.get(partition.clusters()[record]));
            others.remove((Integer) record);
            pairs.add(pair(records.get(record), records.get(others.get(chance.nextInt(others.size()))), scorer));
        }
        return pairs;
    }

    private static Pair pair(InputRecord one, InputRecord other, PairScorer scorer) {
        boolean inOrder = one.key().compareTo(other.key()) < 0;
        InputRecord first = inOrder ? one : other;
        InputRecord second = inOrder ? other : one;
        MatchExplanation why = scorer.explain(first.features(), second.features());
        boolean linked = why.score().decision() == MatchDecision.LINK;
        return new Pair(
                linked ? PairGroup.LINKED : PairGroup.THROUGH_OTHERS,
                first.key(),
                second.key(),
                true,
                Truth.UNKNOWN,
                1,
                0,
                why);
    }
}
