package dev.karat.engine.policy;

import dev.karat.engine.match.MatchModel;

/**
 * How records are matched.
 *
 * @param model decides everything about it
 */
public record MatchingPolicy(MatchModel model) {
    /** By the model that comes with Karat. */
    public static final MatchingPolicy STANDARD = new MatchingPolicy(MatchModel.standard());
}
