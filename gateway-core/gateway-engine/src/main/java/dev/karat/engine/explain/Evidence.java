package dev.karat.engine.explain;

import dev.karat.engine.match.MatchExplanation;
import dev.karat.engine.match.SharedKeys;

/**
 * What the comparison of two records says.
 *
 * @param keys what brings the two together for a comparison
 */
public record Evidence(MatchExplanation comparison, SharedKeys keys) {}
