package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.MatchModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of compared pairs: counts by score, and of each group the few that are shown. However many pairs there
 * are, it takes the same memory, and their order does not matter. Not safe for several threads.
 */
final class PairTally {
    /** Scores below and above are counted at the ends; no model that we know goes there. In bits. */
    private static final int LEAST = -96;

    private static final int GREATEST = 128;
    private static final int BINS = (int) ((GREATEST - LEAST) / ResolveReport.BIN);

    private final List<InputRecord> records;
    private final double linkWeight;
    private final double reviewWeight;

    private final long[] pairs = new long[BINS];
    private final long[] apart = new long[BINS];
    private final long[] same = new long[BINS];
    private final long[] other = new long[BINS];
    private long linkedSame;
    private long linkedOther;
    private final Map<PairGroup, Group> groups = new EnumMap<>(PairGroup.class);

    PairTally(List<InputRecord> records, MatchModel model) {
        this.records = records;
        this.linkWeight = model.linkWeight();
        this.reviewWeight = model.reviewWeight();
    }

    /**
     * A pair that is shown; its records are in no certain order.
     *
     * @param times pairs with the same values of which it is the first
     */
    record Found(int first, int second, double weight, boolean together, Truth truth, long times) {}

    private static final class Group {
        private final Best<Found> best;
        private long total;

        Group(Best<Found> best) {
            this.best = best;
        }
    }

    private Comparator<Found> order(PairGroup group) {
        Comparator<Found> byWeight = Comparator.comparingDouble(Found::weight);
        return (group.strongest() ? byWeight.reversed() : byWeight)
                .thenComparing(found -> key(found, true))
                .thenComparing(found -> key(found, false));
    }

    private RecordKey key(Found found, boolean least) {
        RecordKey first = records.get(found.first).key();
        RecordKey second = records.get(found.second).key();
        return least == first.compareTo(second) < 0 ? first : second;
    }

    /**
     * Counts pairs that say the same.
     *
     * @param a record of one of them, or -1 if none is to be shown
     * @param b its other record, or -1
     */
    void add(double weight, boolean together, Truth truth, long times, int a, int b) {
        int bin = bin(weight);
        pairs[bin] += times;
        apart[bin] += together ? 0 : times;
        if (truth != Truth.UNKNOWN) {
            boolean isSame = truth == Truth.SAME_CUSTOMER;
            (isSame ? same : other)[bin] += times;
            if (weight >= linkWeight) {
                linkedSame += isSame ? times : 0;
                linkedOther += isSame ? 0 : times;
            }
            if (isSame != together) {
                put(together ? PairGroup.WRONG : PairGroup.MISSED, weight, together, truth, times, a, b);
            }
        }
        put(PairGroup.of(weight, linkWeight, reviewWeight, together), weight, together, truth, times, a, b);
    }

    private void put(PairGroup into, double weight, boolean together, Truth truth, long times, int a, int b) {
        Group group = group(into);
        group.total += times;
        if (a >= 0) {
            group.best.offer(new Found(a, b, weight, together, truth, times));
        }
    }

    void add(PairTally more) {
        for (int bin = 0; bin < BINS; bin++) {
            pairs[bin] += more.pairs[bin];
            apart[bin] += more.apart[bin];
            same[bin] += more.same[bin];
            other[bin] += more.other[bin];
        }
        linkedSame += more.linkedSame;
        linkedOther += more.linkedOther;
        more.groups.forEach((name, group) -> {
            group(name).total += group.total;
            group.best.inOrder().forEach(group(name).best::offer);
        });
    }

    private static int bin(double weight) {
        return (int) Math.max(0, Math.min(BINS - 1, Math.floor((weight - LEAST) / ResolveReport.BIN)));
    }

    /** The bins that hold pairs, in order. */
    List<ResolveReport.Bin> bins() {
        var bins = new ArrayList<ResolveReport.Bin>();
        for (int bin = 0; bin < BINS; bin++) {
            if (pairs[bin] > 0) {
                bins.add(new ResolveReport.Bin(
                        LEAST + bin * ResolveReport.BIN, pairs[bin], apart[bin], same[bin], other[bin]));
            }
        }
        return bins;
    }

    long total(PairGroup group) {
        return group(group).total;
    }

    List<Found> shown(PairGroup group) {
        return group(group).best.inOrder();
    }

    private Group group(PairGroup name) {
        return groups.computeIfAbsent(name, any -> new Group(new Best<>(name.shown(), order(name))));
    }

    /** Pairs of which the truth is known: those that the link threshold takes, with those of them that are right. */
    PairwiseEvaluation links(long expected) {
        return new PairwiseEvaluation(linkedSame + linkedOther, expected, linkedSame);
    }
}
