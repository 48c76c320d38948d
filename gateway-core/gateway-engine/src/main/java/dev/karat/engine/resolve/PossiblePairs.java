package dev.karat.engine.resolve;

import dev.karat.engine.match.CandidatePairs;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.PairScorer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The candidate pairs of a set that may weigh enough to be linked, as far as their levels tell: 8 bytes a pair. What is
 * left out would not be linked by the model that they were chosen for, nor by one with the same weights in which no value
 * is rarer.
 */
final class PossiblePairs {
    private final List<int[]> ranges;

    private PossiblePairs(List<int[]> ranges) {
        this.ranges = ranges;
    }

    static PossiblePairs of(DistinctRecords nodes, CandidatePairs pairs, MatchModel model, Workers workers) {
        var found = new ConcurrentSkipListMap<Integer, int[]>();
        workers.range(nodes.size(), (from, to) -> {
            var scorer = new PairScorer(model);
            var range = new Range();
            pairs.forEach(from, to, (a, b) -> {
                if (scorer.mayLink(nodes.features(a), nodes.features(b))) {
                    range.add(a, b);
                }
            });
            found.put(from, Arrays.copyOf(range.nodes, range.size));
        });
        return new PossiblePairs(List.copyOf(found.values()));
    }

    /** Pairs of nodes, one after the other, the lesser node of each first; in a fixed order. */
    List<int[]> ranges() {
        return ranges;
    }

    /** The pairs of one range while they are found. */
    private static final class Range {
        private int[] nodes = new int[256];
        private int size;

        void add(int a, int b) {
            if (size == nodes.length) {
                nodes = Arrays.copyOf(nodes, 2 * size);
            }
            nodes[size++] = a;
            nodes[size++] = b;
        }
    }
}
