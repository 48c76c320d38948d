package dev.karat.engine.resolve;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Parts the pairs between two groups of equal records by whether they are together and by what the truth says: they all
 * weigh the same, and for ten thousand equal records they are fifty millions. Not safe for several threads.
 */
final class PairKinds {
    /** Pairs that are looked at one by one, at most; more are counted by what they have in common. */
    private static final int LOOKED_MAX = 1024;

    private static final long NOTHING = -1;

    private static final Truth[] TRUTHS = Truth.values();

    private final int[] clusters;
    private final int[] truth;
    private final int lookedMax;

    private final long[] times = new long[2 * TRUTHS.length];
    private final int[] first = new int[times.length];
    private final int[] second = new int[times.length];

    /**
     * @param clusters for each record the number of its profile
     * @param truth for each record the number of its true customer, or -1
     */
    PairKinds(int[] clusters, int[] truth) {
        this(clusters, truth, LOOKED_MAX);
    }

    PairKinds(int[] clusters, int[] truth, int lookedMax) {
        this.clusters = clusters;
        this.truth = truth;
        this.lookedMax = lookedMax;
    }

    /** Takes pairs of one kind. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Takes them.
         *
         * @param times how many pairs there are, at least 1
         * @param a record of the first of them, or -1 if none was looked at
         * @param b the other record of that pair, or -1
         */
        void accept(boolean together, Truth truth, long times, int a, int b);
    }

    /** Hands over the pairs of one record of each of two groups, or of two records of a group with itself. */
    void between(int[] left, int[] right, Receiver receiver) {
        if (left != right && left.length == 1 && right.length == 1) {
            int kind = kind(left[0], right[0]);
            receiver.accept(isTogether(kind), truth(kind), 1, left[0], right[0]);
            return;
        }
        look(left, right);
        if (all(left, right) > lookedMax) {
            count(left, right);
        }
        for (int kind = 0; kind < times.length; kind++) {
            if (times[kind] > 0) {
                receiver.accept(isTogether(kind), truth(kind), times[kind], first[kind], second[kind]);
            }
        }
    }

    private void look(int[] left, int[] right) {
        for (int kind = 0; kind < times.length; kind++) {
            times[kind] = 0;
            first[kind] = -1;
            second[kind] = -1;
        }
        int looked = 0;
        for (int i = 0; i < left.length; i++) {
            for (int j = left == right ? i + 1 : 0; j < right.length; j++) {
                if (looked++ == lookedMax) {
                    return;
                }
                int kind = kind(left[i], right[j]);
                if (times[kind]++ == 0) {
                    first[kind] = left[i];
                    second[kind] = right[j];
                }
            }
        }
    }

    private void count(int[] left, int[] right) {
        long all = all(left, right);
        long together = alike(left, right, i -> clusters[i]);
        long known = alike(left, right, i -> truth[i] < 0 ? NOTHING : 0);
        long same = alike(left, right, i -> truth[i]);
        long knownTogether = alike(left, right, i -> truth[i] < 0 ? NOTHING : clusters[i]);
        long sameTogether = alike(left, right, i -> truth[i] < 0 ? NOTHING : ((long) clusters[i] << 32) | truth[i]);
        times[kind(true, Truth.SAME_CUSTOMER)] = sameTogether;
        times[kind(true, Truth.OTHER_CUSTOMER)] = knownTogether - sameTogether;
        times[kind(true, Truth.UNKNOWN)] = together - knownTogether;
        times[kind(false, Truth.SAME_CUSTOMER)] = same - sameTogether;
        times[kind(false, Truth.OTHER_CUSTOMER)] = known - knownTogether - same + sameTogether;
        times[kind(false, Truth.UNKNOWN)] = all - together - known + knownTogether;
    }

    private static long all(int[] left, int[] right) {
        return left == right ? left.length * (left.length - 1L) / 2 : (long) left.length * right.length;
    }

    /** Number of pairs of which both records have the same label. */
    private static long alike(int[] left, int[] right, IntToLongFunction label) {
        Map<Long, Integer> counts = new HashMap<>();
        long labelled = 0;
        for (int record : left) {
            long of = label.applyAsLong(record);
            if (of != NOTHING) {
                counts.merge(of, 1, Integer::sum);
                labelled++;
            }
        }
        long pairs = 0;
        for (int record : right) {
            pairs += counts.getOrDefault(label.applyAsLong(record), 0);
        }
        return left == right ? (pairs - labelled) / 2 : pairs;
    }

    private int kind(int a, int b) {
        Truth says = truth[a] < 0 || truth[b] < 0
                ? Truth.UNKNOWN
                : truth[a] == truth[b] ? Truth.SAME_CUSTOMER : Truth.OTHER_CUSTOMER;
        return kind(clusters[a] == clusters[b], says);
    }

    @SuppressWarnings("EnumOrdinal") // Places in arrays that live for one comparison.
    private static int kind(boolean together, Truth truth) {
        return 2 * truth.ordinal() + (together ? 1 : 0);
    }

    private static boolean isTogether(int kind) {
        return kind % 2 == 1;
    }

    private static Truth truth(int kind) {
        return TRUTHS[kind / 2];
    }
}
