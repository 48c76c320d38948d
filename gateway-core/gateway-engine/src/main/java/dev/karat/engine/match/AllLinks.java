package dev.karat.engine.match;

import java.util.stream.IntStream;

/**
 * Finds the links of all nodes of an index at once, on all processors, each pair of nodes once. Nobody may write to the
 * index meanwhile. Used once.
 */
final class AllLinks {
    /** Nodes that one thread takes at a time. */
    private static final int RANGE = 1024;

    private static final int[] UNLINKED = {};

    private final MemoryCandidateIndex index;
    private final MatchModel model;
    /** For each node the linked ones with a greater number, ascending. */
    private final int[][] greater;

    private AllLinks(MemoryCandidateIndex index, MatchModel model) {
        this.index = index;
        this.model = model;
        this.greater = new int[index.nodesEnd()][];
    }

    /** For each node those that it is linked to, ascending. */
    static int[][] of(MemoryCandidateIndex index, MatchModel model) {
        var all = new AllLinks(index, model);
        int ranges = (all.greater.length + RANGE - 1) / RANGE;
        IntStream.range(0, ranges).parallel().forEach(all::find);
        return all.bothWays();
    }

    private void find(int range) {
        var scorer = new PairScorer(model);
        var scratch = new BlockingKeys();
        var found = new IntBag(64);
        int end = Math.min(greater.length, (range + 1) * RANGE);
        for (int node = range * RANGE; node < end; node++) {
            greater[node] = index.ridsOf(node).length == 0 ? UNLINKED : find(node, scorer, scratch, found);
        }
    }

    private int[] find(int node, PairScorer scorer, BlockingKeys scratch, IntBag found) {
        index.candidateNodes(node, scratch, found);
        int size = 0;
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i) > node) {
                found.set(size++, found.get(i));
            }
        }
        found.cut(size);
        index.touch(found, scratch);
        size = 0;
        for (int i = 0; i < found.size(); i++) {
            if (scorer.links(index.featuresOf(node), index.featuresOf(found.get(i)))) {
                found.set(size++, found.get(i));
            }
        }
        return size == 0 ? UNLINKED : found.toArray(size);
    }

    private int[][] bothWays() {
        var links = new int[greater.length][];
        int[] lesser = new int[greater.length];
        for (int[] others : greater) {
            for (int other : others) {
                lesser[other]++;
            }
        }
        for (int node = 0; node < links.length; node++) {
            int[] own = greater[node];
            links[node] = lesser[node] + own.length == 0 ? UNLINKED : new int[lesser[node] + own.length];
            System.arraycopy(own, 0, links[node], lesser[node], own.length);
            lesser[node] = 0;
        }
        for (int node = 0; node < links.length; node++) {
            for (int other : greater[node]) {
                links[other][lesser[other]++] = node;
            }
        }
        return links;
    }
}
