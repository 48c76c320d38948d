package dev.karat.server.bench;

import dev.karat.engine.resolve.PairwiseEvaluation;

/**
 * How well, and how fast, a labelled set was resolved.
 *
 * @param evaluation over all pairs of records, after closure
 * @param seconds from opening the file to the last profile; the first set of a process also pays for its start
 */
public record MatchingResult(String set, int records, int profiles, PairwiseEvaluation evaluation, double seconds) {}
