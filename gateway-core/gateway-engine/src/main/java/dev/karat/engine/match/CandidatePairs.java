package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.List;

/**
 * The pairs of a set of records that are compared, by the same keys and caps as in the stream. Safe for several threads
 * once it is made.
 */
public final class CandidatePairs {
    /** Keys that a record bears on the average, roughly; half of them are borne by no other. */
    private static final int KEYS_EXPECTED = 16;

    private final List<Features> nodes;
    private final NodeKeys index;

    /**
     * @param nodes distinct features; a pair is given as indexes of this list
     * @param cap distinct nodes that may bear an effective key
     */
    public CandidatePairs(List<Features> nodes, int cap) {
        this.nodes = nodes;
        this.index = new NodeKeys(cap, nodes.size() * KEYS_EXPECTED, nodes::get);
        var changed = new IntBag(64);
        for (int node = 0; node < nodes.size(); node++) {
            index.add(node, changed);
            changed.clear();
        }
    }

    /** Looks at the records of all candidates at once, before they are compared one after the other. */
    private void touch(IntBag found, BlockingKeys scratch) {
        long touched = 0;
        for (int i = 0; i < found.size(); i++) {
            touched += nodes.get(found.get(i)).birthDate();
        }
        for (int i = 0; i < found.size(); i++) {
            touched += nodes.get(found.get(i)).touch();
        }
        scratch.touched(touched);
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
            found.clear();
            index.collect(scratch.fill(nodes.get(a)), found);
            found.sortUnique();
            touch(found, scratch);
            for (int i = 0; i < found.size(); i++) {
                if (found.get(i) > a) {
                    receiver.accept(a, found.get(i));
                }
            }
        }
    }
}
