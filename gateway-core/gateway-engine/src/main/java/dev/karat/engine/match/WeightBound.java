package dev.karat.engine.match;

/**
 * The most that a pair can weigh by its levels alone: as a household it is as probable as its levels say, and no value is
 * rarer than the rarest. Most candidate pairs are done with by this, without a look at a value. For one thread.
 */
public final class WeightBound {
    private static final int CACHED_MAX = 1 << 20;

    private final MatchModel model;
    private final double[] rarest = new double[PairWeights.SIZE];
    private final LongLongMap person = new LongLongMap();
    private final LongLongMap organization = new LongLongMap();

    public WeightBound(MatchModel model) {
        this.model = model;
        for (Comparison comparison : Comparison.values()) {
            for (Level level : comparison.levels()) {
                Frequency kind = Frequency.of(comparison, level);
                boolean swapped = level == Level.SWAPPED && Frequency.of(comparison, Level.EXACT) != null;
                rarest[PairWeights.at(comparison, level)] =
                        kind != null ? model.frequencies().rarest(kind) : swapped ? SWAPPED_RAREST : 0;
            }
        }
    }

    private static final double SWAPPED_RAREST = -40;

    /** True if a pair with these levels may weigh enough to be linked. */
    public boolean mayLink(long pattern, boolean organizations) {
        LongLongMap known = organizations ? organization : person;
        long answer = known.get(pattern);
        if (answer == LongLongMap.NONE) {
            answer = most(pattern, organizations ? model.organization() : model.person()) >= model.linkWeight() ? 1 : 0;
            if (known.size() < CACHED_MAX) {
                known.put(pattern, answer);
            }
        }
        return answer == 1 || isDecisive(pattern);
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
                unrelated += Math.min(weights.unrelated(at), rarest[at] == 0 ? 0 : rarest[at]);
            }
        }
        return match - Math.max(shared, unrelated);
    }

    private boolean isDecisive(long pattern) {
        for (IdentifierRule rule : model.identifiers()) {
            if (rule.decisive() && Level.of(rule.comparison().in(pattern)) == Level.EXACT) {
                return true;
            }
        }
        return false;
    }
}
