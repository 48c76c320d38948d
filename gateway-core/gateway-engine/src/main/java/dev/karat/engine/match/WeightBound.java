package dev.karat.engine.match;

import java.util.List;
import java.util.Set;

/**
 * The most that a pair can weigh by its levels alone: as a household it is as probable as its levels say, and no value is
 * rarer than the rarest. Most candidate pairs are done with by this, without a look at a frequency, and many before all
 * of it is compared. Immutable.
 */
final class WeightBound {
    /** Nobody can tell which of two names is which, so no frequency bounds the agreement of swapped ones. */
    private static final double SWAPPED_RAREST = -40;

    private final double linkWeight;
    private final List<IdentifierRule> identifiers;
    private final Table person;
    private final Table organization;

    WeightBound(MatchModel model) {
        linkWeight = model.linkWeight();
        identifiers = model.identifiers();
        person = new Table(model.person(), model.frequencies());
        organization = new Table(model.organization(), model.frequencies());
    }

    /**
     * True if a pair with these levels may weigh enough to be linked.
     *
     * @param made how far it is compared; what is missing may still agree
     */
    boolean mayLink(long pattern, boolean organizations, Stage made) {
        return IdentifierRule.verdict(identifiers, pattern) == IdentifierRule.Verdict.ONE
                || (organizations ? organization : person).most(pattern, made) >= linkWeight;
    }

    /** How far a pair is compared; what costs the most comes last. */
    enum Stage {
        /** All but how to reach them and where. */
        WHO(Set.of(
                Comparison.EMAIL,
                Comparison.PHONE,
                Comparison.STREET,
                Comparison.AREA,
                Comparison.ORGANIZATION,
                Comparison.BIRTH_PLACE,
                Comparison.OCCUPATION)),
        /** All but places and names of organisations. */
        CONTACTS(Set.of(
                Comparison.STREET,
                Comparison.AREA,
                Comparison.ORGANIZATION,
                Comparison.BIRTH_PLACE,
                Comparison.OCCUPATION)),
        ALL(Set.of());

        private final Set<Comparison> missing;

        Stage(Set<Comparison> missing) {
            this.missing = missing;
        }
    }

    /** For one kind of record what each level is worth at most against each of two other explanations. */
    @SuppressWarnings("EnumOrdinal") // The tables are ordered by position; nothing of it is stored.
    private static final class Table {
        private final double[] overShared = new double[PairWeights.SIZE];
        private final double[] overUnrelated = new double[PairWeights.SIZE];
        private final double priorOverShared;
        private final double priorOverUnrelated;
        /** By stage, what the comparisons that are missing are worth at most. */
        private final double[] restOverShared = new double[Stage.values().length];

        private final double[] restOverUnrelated = new double[Stage.values().length];

        Table(PairWeights weights, TermFrequencies frequencies) {
            priorOverShared = weights.matchPrior() - weights.sharedPrior();
            priorOverUnrelated = weights.matchPrior();
            for (Comparison comparison : Comparison.values()) {
                double bestOverShared = 0;
                double bestOverUnrelated = 0;
                for (Level level : comparison.levels()) {
                    int at = PairWeights.at(comparison, level);
                    overShared[at] = weights.match(at) - weights.shared(at);
                    overUnrelated[at] =
                            weights.match(at) - Math.min(weights.unrelated(at), rarest(comparison, level, frequencies));
                    bestOverShared = Math.max(bestOverShared, overShared[at]);
                    bestOverUnrelated = Math.max(bestOverUnrelated, overUnrelated[at]);
                }
                for (Stage stage : Stage.values()) {
                    if (stage.missing.contains(comparison)) {
                        restOverShared[stage.ordinal()] += bestOverShared;
                        restOverUnrelated[stage.ordinal()] += bestOverUnrelated;
                    }
                }
            }
        }

        /** Binary logarithm of the least share of a value at the level, 0 where no value counts. */
        private static double rarest(Comparison comparison, Level level, TermFrequencies frequencies) {
            Frequency kind = Frequency.of(comparison, level);
            boolean swapped = level == Level.SWAPPED && Frequency.of(comparison, Level.EXACT) != null;
            return kind != null ? frequencies.rarest(kind) : swapped ? SWAPPED_RAREST : 0;
        }

        double most(long pattern, Stage made) {
            double shared = priorOverShared + restOverShared[made.ordinal()];
            double unrelated = priorOverUnrelated + restOverUnrelated[made.ordinal()];
            long rest = pattern;
            for (int i = 0; rest != 0; i++, rest >>>= 4) {
                int level = (int) rest & 15;
                if (level != 0) {
                    shared += overShared[PairWeights.at(i, level)];
                    unrelated += overUnrelated[PairWeights.at(i, level)];
                }
            }
            return Math.min(shared, unrelated);
        }
    }
}
