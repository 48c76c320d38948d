package dev.karat.engine.match;

/**
 * The most that a pair can weigh by its levels alone: as a household it is as probable as its levels say, and no value is
 * rarer than the rarest. Most candidate pairs are done with by this, without a look at a value. Immutable.
 */
public final class WeightBound {
    /** Nobody can tell which of two names is which, so no frequency bounds the agreement of swapped ones. */
    private static final double SWAPPED_RAREST = -40;

    private final MatchModel model;
    private final IdentifierRule[] decisive;
    /** Binary logarithms of the least share of a value at each level, 0 where no value counts. */
    private final double[] rarest = new double[PairWeights.SIZE];

    public WeightBound(MatchModel model) {
        this.model = model;
        this.decisive =
                model.identifiers().stream().filter(IdentifierRule::decisive).toArray(IdentifierRule[]::new);
        for (Comparison comparison : Comparison.values()) {
            for (Level level : comparison.levels()) {
                Frequency kind = Frequency.of(comparison, level);
                boolean swapped = level == Level.SWAPPED && Frequency.of(comparison, Level.EXACT) != null;
                rarest[PairWeights.at(comparison, level)] =
                        kind != null ? model.frequencies().rarest(kind) : swapped ? SWAPPED_RAREST : 0;
            }
        }
    }

    /** True if a pair with these levels may weigh enough to be linked. */
    public boolean mayLink(long pattern, boolean organizations) {
        return isDecisive(pattern)
                || most(pattern, organizations ? model.organization() : model.person()) >= model.linkWeight();
    }

    private double most(long pattern, PairWeights weights) {
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
                unrelated += Math.min(weights.unrelated(at), rarest[at]);
            }
        }
        return match - Math.max(shared, unrelated);
    }

    private boolean isDecisive(long pattern) {
        for (IdentifierRule rule : decisive) {
            if (Level.of(rule.comparison().in(pattern)) == Level.EXACT) {
                return true;
            }
        }
        return false;
    }
}
