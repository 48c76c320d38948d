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
    private final float[] shares;
    private final byte[] flags;
    private float lastShare;
    private byte lastFlags;

    UnitPairs(Units units, PairScorer scorer, Guards guards) {
        this.units = units;
        this.scorer = scorer;
        this.guards = guards;
        int kept = units.size() <= KEPT_MAX ? units.size() * units.size() : 0;
        shares = new float[kept];
        flags = new byte[kept];
        Arrays.fill(shares, Float.NaN);
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
    float share(int a, int b) {
        look(a, b);
        return lastShare;
    }

    private void look(int a, int b) {
        if (shares.length == 0) {
            weigh(units.features(a), units.features(b));
            return;
        }
        int at = Math.min(a, b) * units.size() + Math.max(a, b);
        if (Float.isNaN(shares[at])) {
            weigh(units.features(a), units.features(b));
            shares[at] = lastShare;
            flags[at] = lastFlags;
        }
        lastShare = shares[at];
        lastFlags = flags[at];
    }

    private void weigh(Features a, Features b) {
        double weight = scorer.weight(a, b);
        if (scorer.isVeto(a, b)) {
            lastFlags = VETO;
            lastShare = (float) -guards.pairFloor();
            return;
        }
        boolean contradict = scorer.contradicts(a, b, weight);
        lastFlags = (byte) ((scorer.isSilent() ? SILENT : 0) | (contradict ? CONTRADICTION : 0));
        lastShare = (float) (contradict ? -guards.pairFloor() : clamped(weight));
    }

    private double clamped(double weight) {
        return Math.max(-guards.pairFloor(), Math.min(guards.pairFloor(), weight));
    }
}
