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

    private static final int BEARERS_MAX = 20;

    /** What a fitted model is called until it is saved under a name of its own. */
    private static final String VERSION = "fitted";

    private final MatchModel base;
    private final long seed;

    public ModelFitter(MatchModel base, long seed) {
        this.base = base;
        this.seed = seed;
    }

    /** Receives each candidate pair once, as indexes of the list. */
    @FunctionalInterface
    public interface PairReceiver {
        void accept(int a, int b);
    }

    /** Hands out every candidate pair once, in any order. */
    @FunctionalInterface
    public interface PairSource {
        void forEach(PairReceiver receiver);
    }

    /**
     * Fits weights and frequencies; thresholds, guards and rules stay those of the base model.
     *
     * @param nodes distinct features in the order of their hashes
     * @param records how many records have the features of each node
     */
    public MatchModel fit(List<Features> nodes, int[] records, PairSource candidates, FrequencyCounter counter) {
        TermFrequencies frequencies = counter.frequencies(base.frequencies(), bearersMax());
        var model = base.fitted(VERSION, base.person(), base.organization(), frequencies);
        var scorer = new PairScorer(model);
        var vector = new PairVector();
        var person = new PatternCounts();
        var organization = new PatternCounts();
        candidates.forEach((a, b) -> {
            if (!PairScorer.kindsDiffer(nodes.get(a), nodes.get(b))) {
                scorer.compare(nodes.get(a), nodes.get(b), vector);
                of(nodes.get(a), nodes.get(b), person, organization).addCandidate(vector.pattern(), 1);
            }
        });
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
                scorer.compare(node, node, vector);
                of(node, node, person, organization)
                        .addCandidate(vector.pattern(), Math.min(records[i] - 1, EQUAL_PAIRS_MAX));
            }
        }
        random(nodes, scorer, person, organization);
        return base.fitted(
                VERSION,
                new WeightFitter(person, pairs(persons), base.person()).fit(),
                new WeightFitter(organization, pairs(organizations), base.organization()).fit(),
                frequencies);
    }

    /** The same weights with frequencies counted anew, such as per customer once customers are roughly known. */
    public MatchModel recount(MatchModel fitted, FrequencyCounter counter) {
        return fitted.fitted(
                fitted.version(),
                fitted.person(),
                fitted.organization(),
                counter.frequencies(base.frequencies(), bearersMax()));
    }

    private int bearersMax() {
        return base.identifiers().stream()
                .mapToInt(IdentifierRule::bearersMax)
                .min()
                .orElse(BEARERS_MAX);
    }

    private void random(List<Features> nodes, PairScorer scorer, PatternCounts person, PatternCounts organization) {
        var vector = new PairVector();
        int size = nodes.size();
        long all = (long) size * (size - 1) / 2;
        var random = new SplittableRandom(seed);
        for (long i = 0; i < Math.min(2 * all, RANDOM_PAIRS_MAX); i++) {
            Features a = nodes.get(random.nextInt(size));
            Features b = nodes.get(random.nextInt(size));
            if (!a.equals(b) && !PairScorer.kindsDiffer(a, b)) {
                scorer.compare(a, b, vector);
                of(a, b, person, organization).addRandom(vector.pattern());
            }
        }
    }

    private static PatternCounts of(Features a, Features b, PatternCounts person, PatternCounts organization) {
        return MatchModel.isOrganization(a, b) ? organization : person;
    }

    private static double pairs(long records) {
        return records * (records - 1) / 2.0;
    }
}
