package dev.karat.engine.match;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the levels of a pair weigh for one kind of record. A pair is one of four things: two records of one customer
 * (match), two customers who share their circumstances, as a household or the branches of a company do (shared), two
 * customers who happen to bear the same name (namesake), or two who have nothing to do with each other (unrelated). For
 * each of the four it says how probable each level is. The class of households keeps family name, address, postcode and
 * telephone from counting as independent proofs: all of them together can only raise the odds to those of a household.
 * The class of namesakes does the same for given name, family name and place, which come from one country and so agree
 * together more often than each of them alone would say. Immutable.
 *
 * <p>Method: Fellegi and Sunter, A Theory for Record Linkage (1969), extended by two classes of non-matches.
 */
public final class PairWeights {
    /** How probable one level is in each of the four classes, each above 0 and at most 1. */
    public record Odds(double match, double shared, double namesake, double unrelated) {
        public Odds {
            for (double p : new double[] {match, shared, namesake, unrelated}) {
                if (!(p > 0 && p <= 1)) {
                    throw new IllegalArgumentException("A probability is above 0 and at most 1");
                }
            }
        }
    }

    private static final int LEVELS = 16;
    /** Places in the tables. */
    static final int SIZE = Comparison.COUNT * LEVELS;

    private final double matchPrior;
    private final double sharedPrior;
    private final double namesakePrior;
    private final Map<Comparison, Map<Level, Odds>> odds;
    private final double[] match = new double[Comparison.COUNT * LEVELS];
    private final double[] shared = new double[Comparison.COUNT * LEVELS];
    private final double[] namesake = new double[Comparison.COUNT * LEVELS];
    private final double[] unrelated = new double[Comparison.COUNT * LEVELS];

    /**
     * @param matchPrior share of all pairs of records that are matches, binary logarithm, below 0
     * @param sharedPrior share of all pairs that share their circumstances, binary logarithm, below 0
     * @param namesakePrior share of all pairs that bear the same name by chance, binary logarithm, below 0
     */
    public PairWeights(
            double matchPrior, double sharedPrior, double namesakePrior, Map<Comparison, Map<Level, Odds>> odds) {
        this.matchPrior = matchPrior;
        this.sharedPrior = sharedPrior;
        this.namesakePrior = namesakePrior;
        this.odds = copy(odds);
        this.odds.forEach((comparison, levels) -> levels.forEach((level, p) -> {
            int at = at(comparison, level);
            match[at] = log2(p.match);
            shared[at] = log2(p.shared);
            namesake[at] = log2(p.namesake);
            unrelated[at] = log2(p.unrelated);
        }));
    }

    public double matchPrior() {
        return matchPrior;
    }

    public double sharedPrior() {
        return sharedPrior;
    }

    public double namesakePrior() {
        return namesakePrior;
    }

    /** All probabilities, in fixed order. */
    public Map<Comparison, Map<Level, Odds>> odds() {
        return odds;
    }

    double match(int at) {
        return match[at];
    }

    double shared(int at) {
        return shared[at];
    }

    double namesake(int at) {
        return namesake[at];
    }

    double unrelated(int at) {
        return unrelated[at];
    }

    /** The place of a comparison's level in the tables. */
    static int at(int comparison, int level) {
        return comparison * LEVELS + level;
    }

    @SuppressWarnings("EnumOrdinal") // The tables are ordered by position; nothing of it is stored.
    static int at(Comparison comparison, Level level) {
        return at(comparison.ordinal(), level.ordinal());
    }

    static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    /** Binary logarithm of the sum of two numbers that are given by their binary logarithms. */
    static double log2Sum(double a, double b) {
        double greater = Math.max(a, b);
        double less = Math.min(a, b);
        // Beyond 30 binary digits the smaller one no longer changes a decision.
        return greater - less > 30 ? greater : greater + log2(1 + Math.exp((less - greater) * Math.log(2)));
    }

    private static Map<Comparison, Map<Level, Odds>> copy(Map<Comparison, Map<Level, Odds>> odds) {
        var copy = new EnumMap<Comparison, Map<Level, Odds>>(Comparison.class);
        odds.forEach((comparison, levels) -> copy.put(comparison, new EnumMap<>(levels)));
        return copy;
    }
}
