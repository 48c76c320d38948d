package dev.karat.engine.resolve;

import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.PairScorer;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** The candidate pairs of a set that one model links, grouped by their lesser nodes. */
final class LinkedPairs {
    /** Where the links of a node start; one more than there are nodes. */
    private final int[] starts;

    private final int[] others;

    private LinkedPairs(int[] starts, int[] others) {
        this.starts = starts;
        this.others = others;
    }

    static LinkedPairs of(DistinctRecords nodes, PossiblePairs pairs, MatchModel model, Workers workers) {
        int[][] found = new int[pairs.ranges().size()][];
        workers.range(found.length, (from, to) -> {
            var scorer = new PairScorer(model);
            for (int i = from; i < to; i++) {
                found[i] = links(nodes, pairs.ranges().get(i), scorer, model.linkWeight());
            }
        });
        return of(nodes.size(), found);
    }

    /** The pairs that are linked, one after the other. */
    private static int[] links(DistinctRecords nodes, int[] pairs, PairScorer scorer, double linkWeight) {
        int[] links = new int[pairs.length];
        int size = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (scorer.weight(nodes.features(pairs[i]), nodes.features(pairs[i + 1])) >= linkWeight) {
                links[size++] = pairs[i];
                links[size++] = pairs[i + 1];
            }
        }
        return Arrays.copyOf(links, size);
    }

    private static LinkedPairs of(int nodes, int[][] found) {
        int[] starts = new int[nodes + 1];
        for (int[] links : found) {
            for (int i = 0; i < links.length; i += 2) {
                starts[links[i] + 1]++;
            }
        }
        for (int node = 0; node < nodes; node++) {
            starts[node + 1] += starts[node];
        }
        int[] others = new int[starts[nodes]];
        int[] filled = starts.clone();
        for (int[] links : found) {
            for (int i = 0; i < links.length; i += 2) {
                others[filled[links[i]]++] = links[i + 1];
            }
        }
        return new LinkedPairs(starts, others);
    }

    /** Hands out the greater nodes that a node is linked to. */
    void forEach(int node, IntConsumer linked) {
        for (int i = starts[node]; i < starts[node + 1]; i++) {
            linked.accept(others[i]);
        }
    }

    /** What hangs together. */
    Components components() {
        var components = new Components(starts.length - 1);
        for (int node = 0; node < starts.length - 1; node++) {
            for (int i = starts[node]; i < starts[node + 1]; i++) {
                components.join(node, others[i]);
            }
        }
        return components;
    }
}
