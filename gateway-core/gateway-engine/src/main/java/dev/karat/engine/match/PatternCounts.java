package dev.karat.engine.match;

import java.util.Arrays;

/**
 * How many pairs have which levels. Counts are whole numbers and patterns are read in sorted order, so nothing that is
 * computed from them depends on the order of the pairs or on threads.
 */
final class PatternCounts {
    private final LongLongMap candidates = new LongLongMap();
    private final LongLongMap random = new LongLongMap();

    void addCandidate(long pattern, long pairs) {
        candidates.increment(pattern, pairs);
    }

    void addRandom(long pattern) {
        random.increment(pattern, 1);
    }

    void addAll(PatternCounts other) {
        other.candidates.forEach(candidates::increment);
        other.random.forEach(random::increment);
    }

    /** The patterns of candidate pairs in order. */
    long[] candidatePatterns() {
        return sorted(candidates);
    }

    /** The patterns of random pairs in order. */
    long[] randomPatterns() {
        return sorted(random);
    }

    long candidates(long pattern) {
        return candidates.get(pattern);
    }

    long random(long pattern) {
        return random.get(pattern);
    }

    private static long[] sorted(LongLongMap counts) {
        long[] patterns = new long[counts.size()];
        int[] at = {0};
        counts.forEach((pattern, count) -> patterns[at[0]++] = pattern);
        Arrays.sort(patterns);
        return patterns;
    }
}
