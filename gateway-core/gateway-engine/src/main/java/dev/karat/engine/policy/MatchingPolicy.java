package dev.karat.engine.policy;

/**
 * How records are matched.
 *
 * @param model pinned model version
 * @param cap distinct records that may share an effective blocking key
 */
public record MatchingPolicy(String model, int cap) {
    public static final int CAP_DEFAULT = 50;
}
