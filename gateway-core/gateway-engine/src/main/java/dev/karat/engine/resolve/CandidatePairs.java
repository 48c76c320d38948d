package dev.karat.engine.resolve;

import dev.karat.engine.match.MemoryCandidateIndex;

/**
 * The pairs of nodes of a set that matching compares: those that share an effective blocking key. Several threads may
 * ask at once.
 */
@FunctionalInterface
interface CandidatePairs {
    /** Hands over each pair whose lower node is in a range, once: from (inclusive) to (exclusive). */
    void forEach(int from, int to, PairReceiver receiver);

    /** Takes two nodes, the lower one first. */
    @FunctionalInterface
    interface PairReceiver {
        void accept(int a, int b);
    }

    /**
     * The pairs that the index in memory finds.
     *
     * @param cap nodes that may bear an effective key, as in the model that decides
     */
    static CandidatePairs of(DistinctRecords nodes, int cap) {
        var index = new MemoryCandidateIndex(cap);
        for (int node = 0; node < nodes.size(); node++) {
            index.add(node, nodes.features(node));
        }
        return (from, to, receiver) -> {
            for (int node = from; node < to; node++) {
                for (long other : index.candidates(node)) {
                    if (other > node) {
                        receiver.accept(node, (int) other);
                    }
                }
            }
        };
    }
}
