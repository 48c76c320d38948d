package dev.karat.engine.match;

import dev.karat.engine.match.PairWeights.Odds;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Learns the weights from pairs of which nobody knows whether they match: expectation maximisation (Dempster, Laird and
 * Rubin 1977) over the four classes of {@link PairWeights}. Candidate pairs teach what matches, households and namesakes
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

    /** How far below the base model an estimate may fall: what was not seen among many pairs still happens. */
    private static final double KNOWN_MIN = 0.1;

    private static final double ANY = Double.MAX_VALUE;
    private static final double OTHER_NAME_MAX = 2.5;
    private static final double SAME_PLACE_MAX = 10;

    private static final double UNRELATED_MIN = 1e-8;
    private static final double PROBABILITY_MAX = 0.995;
    /** What the members of a household have in common; everything else is as in the base model for them. */
    private static final Set<Comparison> CIRCUMSTANCES =
            EnumSet.of(Comparison.FAMILY_NAME, Comparison.EMAIL, Comparison.PHONE, Comparison.STREET, Comparison.AREA);

    /** What people of one country have in common beside their name. */
    private static final Set<Comparison> NAMES_AND_PLACE =
            EnumSet.of(Comparison.GIVEN_NAME, Comparison.FAMILY_NAME, Comparison.GENDER, Comparison.AREA);

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
        // Random pairs are unrelated but for a few: what they all have in common proves nothing from the start.
        var chance = new Counts();
        for (long pattern : counts.randomPatterns()) {
            chance.spread(pattern, (double) counts.random(pattern));
        }
        var none = new Counts();
        var weights = new PairWeights(prior, prior, prior, odds(none, none, none, chance));
        for (int round = 0; round < ROUNDS; round++) {
            weights = step(weights);
        }
        return weights;
    }

    private PairWeights step(PairWeights weights) {
        var match = new Counts();
        var shared = new Counts();
        var namesake = new Counts();
        var unrelated = new Counts();
        for (long pattern : counts.candidatePatterns()) {
            double[] of = responsibilities(weights, pattern);
            long n = counts.candidates(pattern);
            match.spread(pattern, n * of[0]);
            shared.spread(pattern, n * of[1]);
            namesake.spread(pattern, n * of[2]);
        }
        for (long pattern : counts.randomPatterns()) {
            unrelated.spread(pattern, counts.random(pattern) * responsibilities(weights, pattern)[3]);
        }
        return new PairWeights(
                prior(match.pairs),
                prior(shared.pairs),
                prior(namesake.pairs),
                odds(match, shared, namesake, unrelated));
    }

    private double prior(double expected) {
        return Math.max(-40, Math.min(-2, PairWeights.log2((expected + 1) / (pairs + 1))));
    }

    /** How probable a pattern makes each of the four classes; together 1. */
    private static double[] responsibilities(PairWeights weights, long pattern) {
        double match = weights.matchPrior();
        double shared = weights.sharedPrior();
        double namesake = weights.namesakePrior();
        double unrelated = 0;
        long rest = pattern;
        for (int i = 0; rest != 0; i++, rest >>>= 4) {
            int level = (int) rest & 15;
            if (level != 0) {
                int at = PairWeights.at(i, level);
                match += weights.match(at);
                shared += weights.shared(at);
                namesake += weights.namesake(at);
                unrelated += weights.unrelated(at);
            }
        }
        double all = PairWeights.log2Sum(PairWeights.log2Sum(match, shared), PairWeights.log2Sum(namesake, unrelated));
        return new double[] {
            Math.pow(2, match - all),
            Math.pow(2, shared - all),
            Math.pow(2, namesake - all),
            Math.pow(2, unrelated - all)
        };
    }

    private Map<Comparison, Map<Level, Odds>> odds(Counts match, Counts shared, Counts namesake, Counts unrelated) {
        Map<Comparison, Map<Level, Odds>> odds = new EnumMap<>(Comparison.class);
        base.odds().forEach((comparison, levels) -> {
            Map<Level, Odds> of = new EnumMap<>(Level.class);
            levels.forEach((level, known) -> {
                boolean counted = isCounted(comparison, level);
                double chance = unrelated.chance(comparison, level, known.unrelated());
                of.put(
                        level,
                        counted
                                ? new Odds(
                                        match.estimate(comparison, level, known.match(), matchMax(comparison, level)),
                                        CIRCUMSTANCES.contains(comparison)
                                                ? shared.estimate(comparison, level, known.shared(), ANY)
                                                : known.shared(),
                                        NAMES_AND_PLACE.contains(comparison)
                                                ? namesake.estimate(
                                                        comparison, level, known.namesake(), namesakeMax(comparison))
                                                : chance,
                                        chance)
                                : known);
            });
            odds.put(comparison, of);
        });
        return odds;
    }

    /** One customer hardly ever bears two given names; pairs of a household would teach otherwise. */
    private static double matchMax(Comparison comparison, Level level) {
        return comparison == Comparison.GIVEN_NAME && level == Level.DIFFERENT ? OTHER_NAME_MAX : ANY;
    }

    /** Namesakes live in one place by chance only; customers of whom too little is known would teach otherwise. */
    private static double namesakeMax(Comparison comparison) {
        return comparison == Comparison.AREA ? SAME_PLACE_MAX : ANY;
    }

    /** The family name of swapped names counts with the given name. */
    private static boolean isCounted(Comparison comparison, Level level) {
        return level != Level.SWAPPED || comparison != Comparison.FAMILY_NAME;
    }

    /** Expected numbers of pairs of one class at each level. */
    private static final class Counts {
        private final double[] at = new double[16 * Comparison.COUNT];
        private double pairs;

        void spread(long pattern, double weight) {
            pairs += weight;
            long rest = pattern;
            for (int i = 0; rest != 0; i++, rest >>>= 4) {
                at[PairWeights.at(i, (int) rest & 15)] += weight;
            }
        }

        /**
         * The share of a level, held to what is known.
         *
         * @param knownMax how often the level may be as probable as is known, at most
         */
        double estimate(Comparison comparison, Level level, double known, double knownMax) {
            double share = (count(comparison, level) + PRIOR_PAIRS * known) / (all(comparison) + PRIOR_PAIRS);
            double max = Math.min(PROBABILITY_MAX, known * knownMax);
            return Math.max(known * KNOWN_MIN, Math.min(max, share));
        }

        /** Chance agreement is often rarer than the random pairs can show: what is not seen stays as it is known. */
        double chance(Comparison comparison, Level level, double known) {
            double share = (count(comparison, level) + PRIOR_HITS) / (all(comparison) + PRIOR_HITS / known);
            return Math.max(UNRELATED_MIN, Math.min(PROBABILITY_MAX, share));
        }

        private double count(Comparison comparison, Level level) {
            return at[PairWeights.at(comparison, level)];
        }

        private double all(Comparison comparison) {
            double sum = 0;
            for (Level level : comparison.levels()) {
                if (isCounted(comparison, level)) {
                    sum += count(comparison, level);
                }
            }
            return sum;
        }
    }
}
