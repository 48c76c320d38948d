package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.List;

/**
 * The pairs of a set of records that are compared, by the same keys and caps as in the stream. Safe for several threads
 * once it is made.
 */
public final class CandidatePairs {
    private final MemoryCandidateIndex index;

    /**
     * @param nodes distinct features; a pair is given as indexes of this list
     * @param cap distinct nodes that may bear an effective key
     */
    public CandidatePairs(List<Features> nodes, int cap) {
        index = new MemoryCandidateIndex(cap);
        for (int node = 0; node < nodes.size(); node++) {
            index.add(node, nodes.get(node));
        }
    }

    /** Receives one pair, the lesser index first. */
    @FunctionalInterface
    public interface Receiver {
        void accept(int a, int b);
    }

    /** Hands out each pair whose lesser index is in the range once, in ascending order. */
    public void forEach(int from, int to, Receiver receiver) {
        var scratch = new BlockingKeys();
        var found = new IntBag(64);
        for (int a = from; a < to; a++) {
            // Each distinct record came alone and in order, so that its node has its number.
            index.candidateNodes(a, scratch, found);
            for (int i = 0; i < found.size(); i++) {
                if (found.get(i) > a) {
                    receiver.accept(a, found.get(i));
                }
            }
        }
    }
}
