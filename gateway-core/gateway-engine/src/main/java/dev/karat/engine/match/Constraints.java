package dev.karat.engine.match;

import dev.karat.api.model.RecordKey;
import java.util.Set;

/**
 * What stewards decided about pairs of records. It outranks every score. Where both are said of one pair, never wins.
 *
 * @param always pairs that are one customer
 * @param never pairs that are not
 */
public record Constraints(Set<Pair> always, Set<Pair> never) {
    private static final Constraints NONE = new Constraints(Set.of(), Set.of());

    public Constraints {
        always = Set.copyOf(always);
        never = Set.copyOf(never);
    }

    public static Constraints none() {
        return NONE;
    }

    public boolean isEmpty() {
        return always.isEmpty() && never.isEmpty();
    }

    /** Two different records, in the order of their keys: make it with {@link #of}. */
    public record Pair(RecordKey first, RecordKey second) {
        public Pair {
            if (first.compareTo(second) >= 0) {
                throw new IllegalArgumentException("The keys of a pair differ and are in order");
            }
        }

        public static Pair of(RecordKey a, RecordKey b) {
            return a.compareTo(b) < 0 ? new Pair(a, b) : new Pair(b, a);
        }
    }
}
