package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Kind;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes a model from records without labels. The result depends on the content of the records and on the seed only, not
 * on their order. Not safe for several threads.
 */
public final class ModelFitter {
    /** Random pairs that are looked at, at most. */
    private static final int RANDOM_PAIRS_MAX = 400_000;
    /** Pairs that equal records contribute at most per distinct content. */
    private static final int EQUAL_PAIRS_MAX = 10;

    /** What a fitted model is called until it is saved under a name of its own. */
    private static final String VERSION = "fitted";

    private final MatchModel base;
    private final long seed;

    public ModelFitter(MatchModel base, long seed) {
        this.base = base;
        this.seed = seed;
    }

    /**
     * The base model with the frequencies of the records and the weights of the base, by which pairs are compared before
     * weights are fitted.
     */
    public MatchModel counted(List<FrequencyCounter> counters) {
        return base.fitted(
                VERSION,
                base.person(),
                base.organization(),
                FrequencyCounter.frequencies(counters, base.frequencies()));
    }

    /**
     * Fits weights; thresholds, guards and rules stay those of the base model.
     *
     * @param counted what {@link #counted} returned
     * @param nodes distinct features in the order of their hashes
     * @param records how many records have the features of each node
     * @param pairs the levels of all candidate pairs
     */
    public MatchModel fit(MatchModel counted, List<Features> nodes, int[] records, PatternTally pairs) {
        var scorer = new PairScorer(counted);
        long persons = 0;
        long organizations = 0;
        for (int i = 0; i < nodes.size(); i++) {
            Features node = nodes.get(i);
            if (node.kind() == Kind.ORGANIZATION) {
                organizations += records[i];
            } else {
                persons += records[i];
            }
            if (records[i] > 1) {
                pairs.of(node, node)
                        .addCandidate(scorer.pattern(node, node), Math.min(records[i] - 1, EQUAL_PAIRS_MAX));
            }
        }
        random(nodes, scorer, pairs);
        return base.fitted(
                VERSION,
                new WeightFitter(pairs.person(), pairs(persons), base.person()).fit(),
                new WeightFitter(pairs.organization(), pairs(organizations), base.organization()).fit(),
                counted.frequencies());
    }

    /** The same weights with frequencies counted anew, such as per customer once customers are roughly known. */
    public MatchModel recount(MatchModel fitted, List<FrequencyCounter> counters) {
        return fitted.fitted(
                fitted.version(),
                fitted.person(),
                fitted.organization(),
                FrequencyCounter.frequencies(counters, base.frequencies()).withLevelsOf(fitted.frequencies()));
    }

    private void random(List<Features> nodes, PairScorer scorer, PatternTally pairs) {
        int size = nodes.size();
        long all = (long) size * (size - 1) / 2;
        var random = new SplittableRandom(seed);
        for (long i = 0; i < Math.min(2 * all, RANDOM_PAIRS_MAX); i++) {
            Features a = nodes.get(random.nextInt(size));
            Features b = nodes.get(random.nextInt(size));
            if (!a.equals(b) && !PairScorer.kindsDiffer(a, b)) {
                pairs.of(a, b).addRandom(scorer.pattern(a, b));
            }
        }
    }

    private static double pairs(long records) {
        return records * (records - 1) / 2.0;
    }
}
