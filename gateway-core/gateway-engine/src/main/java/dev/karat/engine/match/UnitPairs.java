package dev.karat.engine.match;

import dev.karat.engine.normalize.Features;
import java.util.Arrays;

/**
 * What the pairs of units say for and against one customer. Each pair of a component of usual size is weighed once. Used
 * by one thread.
 */
final class UnitPairs {
    /** Units up to which the pairs are kept. */
    private static final int KEPT_MAX = 128;

    private static final byte SILENT = 1;
    private static final byte CONTRADICTION = 2;
    private static final byte VETO = 4;

    private final Units units;
    private final PairScorer scorer;
    private final Guards guards;
    private final double[] weights;
    private final byte[] flags;
    private int lastA = -1;
    private int lastB = -1;
    private double lastWeight;
    private byte lastFlags;

    UnitPairs(Units units, PairScorer scorer, Guards guards) {
        this.units = units;
        this.scorer = scorer;
        this.guards = guards;
        int kept = units.size() <= KEPT_MAX ? units.size() * units.size() : 0;
        weights = new double[kept];
        flags = new byte[kept];
        Arrays.fill(weights, Double.NaN);
    }

    /** True if nothing can make one customer of the two. */
    boolean isVeto(int a, int b) {
        look(a, b);
        return (lastFlags & VETO) != 0;
    }

    /** True if the two surely differ in what a customer has once. */
    boolean contradict(int a, int b) {
        look(a, b);
        return (lastFlags & CONTRADICTION) != 0;
    }

    /** True if the two have nothing in common that could be compared. */
    boolean isSilent(int a, int b) {
        look(a, b);
        return (lastFlags & SILENT) != 0;
    }

    /** The weight of the pair within the limits of what one pair may contribute, in bits. */
    double share(int a, int b) {
        look(a, b);
        double weight = (lastFlags & CONTRADICTION) != 0 ? -guards.pairFloor() : lastWeight;
        return Math.max(-guards.pairFloor(), Math.min(guards.pairFloor(), weight));
    }

    /** The weight of the pair, in bits. */
    double weight(int a, int b) {
        look(a, b);
        return lastWeight;
    }

    private void look(int a, int b) {
        if (a == lastA && b == lastB) {
            return;
        }
        lastA = a;
        lastB = b;
        int at = Math.min(a, b) * units.size() + Math.max(a, b);
        if (weights.length > 0 && !Double.isNaN(weights[at])) {
            lastWeight = weights[at];
            lastFlags = flags[at];
            return;
        }
        weigh(units.features(a), units.features(b));
        if (weights.length > 0) {
            weights[at] = lastWeight;
            flags[at] = lastFlags;
        }
    }

    private void weigh(Features a, Features b) {
        lastWeight = scorer.weight(a, b);
        if (scorer.isVeto(a, b)) {
            lastFlags = VETO;
        } else {
            lastFlags = (byte)
                    ((scorer.isSilent() ? SILENT : 0) | (scorer.contradicts(a, b, lastWeight) ? CONTRADICTION : 0));
        }
    }
}
