package dev.karat.engine.resolve;

import dev.karat.engine.match.CandidatePairs;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.PairComparer;
import dev.karat.engine.normalize.Features;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * Every candidate pair of a set with the levels of its comparison: 12 bytes a pair. Comparing costs more than anything
 * else, so it is done once, whatever model decides afterwards.
 */
final class ComparedPairs {
    private final List<Range> ranges;

    private ComparedPairs(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** @param cap distinct nodes that may bear an effective blocking key */
    static ComparedPairs of(DistinctRecords nodes, int cap, PairComparer comparer, Workers workers) {
        var pairs = new CandidatePairs(nodes.features(), cap);
        var ranges = new ConcurrentSkipListMap<Integer, Range>();
        workers.range(nodes.size(), (from, to) -> {
            var range = new Range();
            PairComparer mine = comparer.another();
            pairs.forEach(from, to, (a, b) -> {
                Features first = nodes.features(a);
                Features second = nodes.features(b);
                long pattern = mine.pattern(first, second);
                if (pattern != PairComparer.NEVER) {
                    (MatchModel.isOrganization(first, second) ? range.organizations : range.persons).add(a, b, pattern);
                }
            });
            ranges.put(from, range);
        });
        return new ComparedPairs(ranges.values().stream().collect(Collectors.toUnmodifiableList()));
    }

    /** In a fixed order, so that what is computed from them one after the other depends on no thread. */
    List<Range> ranges() {
        return ranges;
    }

    /** Receives one pair, the lesser node first. */
    interface Receiver {
        void accept(int a, int b, long pattern);
    }

    /** The pairs whose lesser nodes are in a range. */
    static final class Range {
        private final Pairs persons = new Pairs();
        private final Pairs organizations = new Pairs();

        Pairs persons() {
            return persons;
        }

        Pairs organizations() {
            return organizations;
        }
    }

    /** Pairs of one kind. */
    static final class Pairs {
        private int[] nodes = new int[64];
        private long[] patterns = new long[32];
        private int size;

        private void add(int a, int b, long pattern) {
            if (size == patterns.length) {
                nodes = Arrays.copyOf(nodes, 4 * size);
                patterns = Arrays.copyOf(patterns, 2 * size);
            }
            nodes[2 * size] = a;
            nodes[2 * size + 1] = b;
            patterns[size++] = pattern;
        }

        void forEach(Receiver receiver) {
            for (int i = 0; i < size; i++) {
                receiver.accept(nodes[2 * i], nodes[2 * i + 1], patterns[i]);
            }
        }
    }
}
