package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The pairs of a set of records that are compared, by the same keys and caps as in the stream. Safe for several threads
 * once it is made.
 */
public final class CandidatePairs {
    /** Keys that a record bears on the average, roughly; half of them are borne by no other. */
    private static final int KEYS_EXPECTED = 16;

    private final List<Features> nodes;
    private final List<NodeKeys> parts;

    /**
     * @param nodes distinct features; a pair is given as indexes of this list
     * @param model keys are borne, and identifiers used, as it allows
     * @param threads threads that share out the keys while the index is made, at least 1
     */
    public CandidatePairs(List<Features> nodes, MatchModel model, int threads) {
        this.nodes = nodes;
        this.parts = IntStream.range(0, threads)
                .parallel()
                .mapToObj(part -> part(nodes, model, part, threads))
                .toList();
    }

    private static NodeKeys part(List<Features> nodes, MatchModel model, int part, int parts) {
        int expected = nodes.size() / parts * KEYS_EXPECTED;
        var keys = new NodeKeys(model.keyCap(), model.identifiers(), expected, nodes::get, part, parts);
        var changed = new IntBag(64);
        for (int node = 0; node < nodes.size(); node++) {
            keys.add(node, changed);
            changed.clear();
        }
        return keys;
    }

    /** Receives one pair, the lesser index first. */
    @FunctionalInterface
    public interface Receiver {
        void accept(int a, int b);
    }

    /** Receives a node as it is to be weighed. */
    @FunctionalInterface
    public interface Weighed {
        void accept(int node, Features features);
    }

    /** Hands out, once, each node with an identifier that too many customers bear: compared, it must be noted as such. */
    public void takeCrowded(Weighed receiver) {
        var crowded = new IntBag(64);
        parts.forEach(part -> part.takeCrossed(crowded));
        crowded.sortUnique();
        for (int i = 0; i < crowded.size(); i++) {
            Features node = nodes.get(crowded.get(i));
            int bits = 0;
            for (NodeKeys part : parts) {
                bits |= part.crowded(node);
            }
            receiver.accept(crowded.get(i), node.withCrowded(bits));
        }
    }

    /** Hands out each pair whose lesser index is in the range once, in ascending order. */
    public void forEach(int from, int to, Receiver receiver) {
        var scratch = new BlockingKeys();
        var found = new IntBag(64);
        for (int a = from; a < to; a++) {
            found.clear();
            scratch.fill(nodes.get(a));
            for (NodeKeys part : parts) {
                part.collect(scratch, found);
            }
            found.sortUnique();
            parts.get(0).touch(found, scratch);
            for (int i = 0; i < found.size(); i++) {
                if (found.get(i) > a) {
                    receiver.accept(a, found.get(i));
                }
            }
        }
    }
}
