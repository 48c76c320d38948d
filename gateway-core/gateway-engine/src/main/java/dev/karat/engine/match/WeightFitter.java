package dev.karat.engine.match;

import dev.karat.engine.match.PairWeights.Odds;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Learns the weights from pairs of which nobody knows whether they match: expectation maximisation (Dempster, Laird and
 * Rubin 1977) over the three classes of {@link PairWeights}. Candidate pairs teach what matches and shared circumstances
 * look like, random pairs what chance looks like. Estimates are held to the base model by a number of imagined pairs, so
 * that few data change it little, and its probabilities are capped.
 */
final class WeightFitter {
    /** Rounds at most; the estimate moves little after the first ten. */
    private static final int ROUNDS = 25;
    /** Imagined pairs of the base model in each estimate. */
    private static final double PRIOR_PAIRS = 50;

    /** Imagined random pairs that hit a level as often as the base model says. */
    private static final double PRIOR_HITS = 3;

    private static final double PROBABILITY_MIN = 1e-4;
    private static final double UNRELATED_MIN = 1e-8;
    private static final double PROBABILITY_MAX = 0.995;
    /** What the members of a household have in common; everything else is as in the base model for them. */
    private static final Set<Comparison> CIRCUMSTANCES =
            EnumSet.of(Comparison.FAMILY_NAME, Comparison.EMAIL, Comparison.PHONE, Comparison.STREET, Comparison.AREA);

    private final PatternCounts counts;
    private final double pairs;
    private final PairWeights base;

    /**
     * @param pairs number of all pairs of records of this kind
     * @param base where the estimate starts and what it is held to
     */
    WeightFitter(PatternCounts counts, double pairs, PairWeights base) {
        this.counts = counts;
        double all = (1 + Math.sqrt(1 + 8 * pairs)) / 2 + FrequencyCounter.PRIOR_RECORDS;
        this.pairs = all * (all - 1) / 2;
        this.base = base;
    }

    PairWeights fit() {
        double records = Math.sqrt(2 * pairs);
        double prior = Math.max(-30, -PairWeights.log2(records));
        var weights = new PairWeights(prior, prior, base.odds());
        for (int round = 0; round < ROUNDS; round++) {
            weights = step(weights);
        }
        return weights;
    }

    private PairWeights step(PairWeights weights) {
        double[] match = new double[16 * Comparison.COUNT];
        double[] shared = new double[16 * Comparison.COUNT];
        double[] unrelated = new double[16 * Comparison.COUNT];
        double matches = 0;
        double shares = 0;
        for (long pattern : counts.candidatePatterns()) {
            double[] of = responsibilities(weights, pattern);
            long n = counts.candidates(pattern);
            matches += n * of[0];
            shares += n * of[1];
            spread(pattern, n * of[0], match);
            spread(pattern, n * of[1], shared);
        }
        for (long pattern : counts.randomPatterns()) {
            spread(pattern, counts.random(pattern) * responsibilities(weights, pattern)[2], unrelated);
        }
        return new PairWeights(prior(matches), prior(shares), odds(match, shared, unrelated));
    }

    private double prior(double expected) {
        return Math.max(-40, Math.min(-2, PairWeights.log2((expected + 1) / (pairs + 1))));
    }

    /** How probable a pattern makes each of the three classes; together 1. */
    private static double[] responsibilities(PairWeights weights, long pattern) {
        double match = weights.matchPrior();
        double shared = weights.sharedPrior();
        double unrelated = 0;
        long rest = pattern;
        for (int i = 0; rest != 0; i++, rest >>>= 4) {
            int level = (int) rest & 15;
            if (level != 0) {
                int at = PairWeights.at(i, level);
                match += weights.match(at);
                shared += weights.shared(at);
                unrelated += weights.unrelated(at);
            }
        }
        double all = PairWeights.log2Sum(PairWeights.log2Sum(match, shared), unrelated);
        return new double[] {Math.pow(2, match - all), Math.pow(2, shared - all), Math.pow(2, unrelated - all)};
    }

    private static void spread(long pattern, double weight, double[] into) {
        long rest = pattern;
        for (int i = 0; rest != 0; i++, rest >>>= 4) {
            into[PairWeights.at(i, (int) rest & 15)] += weight;
        }
    }

    private Map<Comparison, Map<Level, Odds>> odds(double[] match, double[] shared, double[] unrelated) {
        Map<Comparison, Map<Level, Odds>> odds = new EnumMap<>(Comparison.class);
        base.odds().forEach((comparison, levels) -> {
            double matches = sum(comparison, match);
            double shares = sum(comparison, shared);
            double others = sum(comparison, unrelated);
            Map<Level, Odds> of = new EnumMap<>(Level.class);
            levels.forEach((level, known) -> {
                int at = PairWeights.at(comparison, level);
                boolean learn = CIRCUMSTANCES.contains(comparison);
                of.put(
                        level,
                        level == Level.SWAPPED && comparison == Comparison.FAMILY_NAME
                                ? known
                                : new Odds(
                                        estimate(match[at], matches, known.match(), PROBABILITY_MIN),
                                        learn
                                                ? estimate(shared[at], shares, known.shared(), PROBABILITY_MIN)
                                                : known.shared(),
                                        chance(unrelated[at], others, known.unrelated())));
            });
            odds.put(comparison, of);
        });
        return odds;
    }

    private static double estimate(double count, double all, double known, double min) {
        double share = (count + PRIOR_PAIRS * known) / (all + PRIOR_PAIRS);
        return Math.max(min, Math.min(PROBABILITY_MAX, share));
    }

    /** Chance agreement is often rarer than the random pairs can show: what is not seen stays as it is known. */
    private static double chance(double count, double all, double known) {
        double share = (count + PRIOR_HITS) / (all + PRIOR_HITS / known);
        return Math.max(UNRELATED_MIN, Math.min(PROBABILITY_MAX, share));
    }

    private static double sum(Comparison comparison, double[] counts) {
        double sum = 0;
        for (Level level : comparison.levels()) {
            // The family name of swapped names counts with the given name.
            if (level != Level.SWAPPED || comparison != Comparison.FAMILY_NAME) {
                sum += counts[PairWeights.at(comparison, level)];
            }
        }
        return sum;
    }
}
