package dev.karat.engine.resolve;

import dev.karat.engine.match.ClusterExplanation.Refused;
import dev.karat.engine.match.Clusterer;
import dev.karat.engine.match.Constraints;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Member;
import dev.karat.engine.match.Neighbours;
import dev.karat.engine.match.PairScorer;
import dev.karat.engine.match.Refusal;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.resolve.PartitionDiff.DecisivePair;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the pairs on which changes from one partition to another hang. Not safe for several threads. */
final class DecisivePairs {
    /** Pairs of one change that are looked at to find the strongest. */
    private static final int PAIRS_MAX = 20_000;

    /** Records of a change that are parted again to find the guard that decided. */
    private static final int PARTED_MAX = 500;

    private final List<InputRecord> records;
    private final Partition before;
    private final Partition after;
    private final boolean oneToOne;
    private final PairScorer scorerBefore;
    private final PairScorer scorerAfter;

    DecisivePairs(List<InputRecord> records, Partition before, Partition after, boolean oneToOne) {
        this.records = records;
        this.before = before;
        this.after = after;
        this.oneToOne = oneToOne;
        this.scorerBefore = new PairScorer(before.model());
        this.scorerAfter = new PairScorer(after.model());
    }

    /**
     * Two records that one partition has together and the other has not.
     *
     * @param first index of a record
     * @param second index of a record with a greater key
     * @param weight by the model that has them together, in bits
     */
    record Strongest(int first, int second, double weight) {}

    /**
     * The strongest pair of a change.
     *
     * @param change indexes of its records in the order of their keys
     * @param split true if one profile becomes several, so that the present model has the pair together
     */
    Strongest strongest(List<Integer> change, boolean split) {
        int[] together = (split ? before : after).clusters();
        int[] apart = (split ? after : before).clusters();
        PairScorer scorer = split ? scorerBefore : scorerAfter;
        Partition joining = split ? before : after;
        var best = new Strongest(-1, -1, Double.NEGATIVE_INFINITY);
        List<Integer> different = different(change);
        int looked = 0;
        for (int i = 0; i < different.size() && looked < PAIRS_MAX; i++) {
            for (int j = i + 1; j < different.size() && looked < PAIRS_MAX; j++) {
                int a = different.get(i);
                int b = different.get(j);
                if (together[a] == together[b] && apart[a] != apart[b]) {
                    looked++;
                    double weight = scorer.weight(features(a, joining), features(b, joining));
                    if (weight > best.weight) {
                        best = new Strongest(a, b, weight);
                    }
                }
            }
        }
        return best;
    }

    /** One of all records that say the same and share their fate. */
    private List<Integer> different(List<Integer> change) {
        record Fate(Features features, int before, int after) {}
        Set<Fate> seen = new HashSet<>();
        return change.stream()
                .filter(record -> seen.add(
                        new Fate(records.get(record).features(), before.clusters()[record], after.clusters()[record])))
                .toList();
    }

    /** The pair as it is told. */
    DecisivePair told(Strongest pair, List<Integer> change, boolean split) {
        return new DecisivePair(
                records.get(pair.first).key(),
                records.get(pair.second).key(),
                scorerBefore.explain(features(pair.first, before), features(pair.second, before)),
                scorerAfter.explain(features(pair.first, after), features(pair.second, after)),
                refusal(pair, change, split ? after : before));
    }

    /** What keeps the pair apart by the model that parts it, if its comparison does not. */
    private @Nullable Refusal refusal(Strongest pair, List<Integer> change, Partition apart) {
        MatchModel model = apart.model();
        double weight = new PairScorer(model).weight(features(pair.first, apart), features(pair.second, apart));
        if (change.size() > PARTED_MAX || weight < model.linkWeight()) {
            return null;
        }
        List<Member> members = change.stream()
                .map(record -> new Member(record, records.get(record).key(), features(record, apart)))
                .toList();
        return new Clusterer(model, oneToOne)
                .explain(members, Neighbours.all(members), Constraints.none()).refused().stream()
                        .filter(refused -> isBetween(refused, pair, apart.clusters()))
                        .map(Refused::refusal)
                        .findFirst()
                        .orElse(null);
    }

    private static boolean isBetween(Refused refused, Strongest pair, int[] clusters) {
        int a = clusters[(int) refused.first().rid()];
        int b = clusters[(int) refused.second().rid()];
        int first = clusters[pair.first];
        int second = clusters[pair.second];
        return (a == first && b == second) || (a == second && b == first);
    }

    private Features features(int record, Partition weighedBy) {
        return weighedBy.weighed(records.get(record).features());
    }
}
