package dev.karat.engine.resolve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well a partition agrees with the truth, over all pairs of records after closure: what counts is the profile, not
 * the single link.
 *
 * @param found pairs that are together
 * @param expected pairs that should be
 * @param right pairs that are and should be
 */
public record PairwiseEvaluation(long found, long expected, long right) {
    /** Records whose truth is null are left out. */
    public static PairwiseEvaluation of(int[] clusters, List<@Nullable String> truth) {
        Map<Integer, Long> byCluster = new HashMap<>();
        Map<String, Long> byTruth = new HashMap<>();
        Map<String, Long> byBoth = new HashMap<>();
        for (int i = 0; i < clusters.length; i++) {
            String entity = truth.get(i);
            if (entity != null) {
                byCluster.merge(clusters[i], 1L, Long::sum);
                byTruth.merge(entity, 1L, Long::sum);
                byBoth.merge(clusters[i] + "\n" + entity, 1L, Long::sum);
            }
        }
        return new PairwiseEvaluation(pairs(byCluster), pairs(byTruth), pairs(byBoth));
    }

    private static long pairs(Map<?, Long> sizes) {
        return sizes.values().stream().mapToLong(size -> size * (size - 1) / 2).sum();
    }

    /** Share of the found pairs that are right, 1 if none was found. */
    public double precision() {
        return found == 0 ? 1 : (double) right / found;
    }

    /** Share of the expected pairs that were found, 1 if none is expected. */
    public double recall() {
        return expected == 0 ? 1 : (double) right / expected;
    }

    /** Harmonic mean of the two. */
    public double f1() {
        return found + expected == 0 ? 1 : 2.0 * right / (found + expected);
    }
}
