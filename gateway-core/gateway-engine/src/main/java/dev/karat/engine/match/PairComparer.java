package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;

/**
 * Compares pairs without weighing them: at which level does which comparison agree, packed into one number. It keeps
 * scratch, so one comparer belongs to one thread.
 */
public final class PairComparer {
    /** What stands for a pair that is never one customer: a person and an organisation. */
    public static final long NEVER = -1;

    private final PairScorer scorer;
    private final PairVector vector = new PairVector();

    /** @param model whose rules for identifiers and frequencies of words tell levels apart */
    public PairComparer(MatchModel model) {
        this.scorer = new PairScorer(model);
    }

    /** The levels of the pair, or {@link #NEVER}. */
    public long pattern(Features a, Features b) {
        if (PairScorer.kindsDiffer(a, b)) {
            return NEVER;
        }
        scorer.compare(a, b, vector);
        return vector.pattern();
    }
}
