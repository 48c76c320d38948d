package dev.karat.engine.match;

import java.util.List;

/**
 * How the records of a component came together, told by the very run that parts them. It holds no values of the records
 * beyond the members themselves.
 *
 * @param joins in the order in which they happened; as many as it takes to hold each cluster together, so that a
 *     cluster of n records has n - 1
 * @param refused what would have joined two clusters that are apart, in the order in which it was refused
 */
public record ClusterExplanation(List<Join> joins, List<Refused> refused) {
    public ClusterExplanation {
        joins = List.copyOf(joins);
        refused = List.copyOf(refused);
    }

    /** What joins two groups of records. */
    public enum Reason {
        /** The two say exactly the same, and they say enough. */
        EQUAL,
        /** A steward said that they are one customer. */
        STEWARD,
        /** Their comparison weighs enough. */
        LINK
    }

    /** The groups of these two records became one. */
    public record Join(Reason reason, Member first, Member second) {
        /** The same, told from the other record. */
        public Join turned() {
            return new Join(reason, /* first= */ second, /* second= */ first);
        }
    }

    /** The groups of these two records stayed two. */
    public record Refused(Member first, Member second, Refusal refusal) {
        /** The same, told from the other record. */
        public Refused turned() {
            return new Refused(/* first= */ second, /* second= */ first, refusal);
        }
    }
}
