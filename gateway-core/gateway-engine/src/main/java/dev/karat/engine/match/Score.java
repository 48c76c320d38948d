package dev.karat.engine.match;

/**
 * The outcome of one comparison.
 *
 * @param weight binary logarithm of the odds that both are one customer: 0 is even, 10 a thousand to one
 */
public record Score(double weight, MatchDecision decision) {
    /** The probability that both are one customer, from 0 to 1. */
    public double probability() {
        return 1 / (1 + Math.pow(2, -weight));
    }
}
