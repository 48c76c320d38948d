package dev.karat.engine.match;

import java.util.List;

/**
 * Why two records were joined or not: weights that add up to that of the score. It holds no values of the records.
 *
 * @param model version of the model that decided
 */
public record MatchExplanation(String model, Score score, List<Line> lines) {
    public MatchExplanation {
        lines = List.copyOf(lines);
    }

    /**
     * One share of the weight.
     *
     * @param comparison canonical name of what was compared, or {@code prior}, {@code household}, {@code rule}
     * @param level name of the level, empty where there is none
     * @param weight in bits, positive for and negative against one customer
     * @param text for people
     */
    public record Line(String comparison, String level, double weight, String text) {}
}
