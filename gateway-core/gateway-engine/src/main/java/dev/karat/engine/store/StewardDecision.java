package dev.karat.engine.store;

import dev.karat.api.model.RecordKey;

/**
 * A person's verdict on two records; it outranks every rule until it is withdrawn.
 *
 * @param first the smaller key
 * @param second the greater key
 * @param by login of the steward
 * @param at microseconds since 1970 UTC
 */
public record StewardDecision(RecordKey first, RecordKey second, Verdict verdict, String by, long at) {
    public enum Verdict {
        ALWAYS,
        NEVER,
        /** Withdraws an earlier verdict. */
        NONE
    }

    public StewardDecision {
        if (first.compareTo(second) >= 0) {
            throw new IllegalArgumentException("The smaller key comes first, and a record is not paired with itself");
        }
    }
}
