package dev.karat.engine.match;

import dev.karat.engine.normalize.Hash;
import java.util.Map;
import java.util.TreeMap;

/**
 * How frequent values are: agreement on a rare one proves more. Values are kept as hashes. Immutable once built; safe
 * for several threads.
 */
@SuppressWarnings("EnumOrdinal") // The tables are ordered by position; nothing of it is stored.
public final class TermFrequencies {
    private static final Frequency[] KINDS = Frequency.values();

    private final double[] defaults;
    private final double[] defaultLog2 = new double[KINDS.length];
    private final double[] rarest = new double[KINDS.length];
    private final long[] slots;
    private final float[] log2;
    private final byte[] kinds;

    private TermFrequencies(double[] defaults, int size) {
        this.defaults = defaults;
        int capacity = Integer.highestOneBit(Math.max(8, 2 * size)) << 1;
        this.slots = new long[capacity];
        this.log2 = new float[capacity];
        this.kinds = new byte[capacity];
        for (int i = 0; i < KINDS.length; i++) {
            defaultLog2[i] = PairWeights.log2(defaults[i]);
            rarest[i] = defaultLog2[i];
        }
    }

    /** Binary logarithm of the share of records that have the value: below 0. */
    double log2(Frequency kind, long value) {
        long key = key(kind, value);
        int i = slot(key);
        return slots[i] == key ? log2[i] : defaultLog2[kind.ordinal()];
    }

    /** True if the value has a frequency of its own. */
    boolean knows(Frequency kind, long value) {
        long key = key(kind, value);
        return slots[slot(key)] == key;
    }

    /** Binary logarithm of the least share that a value of the kind has. */
    double rarest(Frequency kind) {
        return rarest[kind.ordinal()];
    }

    double defaultOf(Frequency kind) {
        return defaults[kind.ordinal()];
    }

    /** The slot that holds the key, or the free one where it would be. */
    private int slot(long key) {
        int i = (int) key & (slots.length - 1);
        while (slots[i] != 0 && slots[i] != key) {
            i = (i + 1) & (slots.length - 1);
        }
        return i;
    }

    private void put(Frequency kind, long key, double frequency) {
        int i = slot(key);
        slots[i] = key;
        kinds[i] = (byte) kind.ordinal();
        log2[i] = (float) PairWeights.log2(frequency);
        rarest[kind.ordinal()] = Math.min(rarest[kind.ordinal()], log2[i]);
    }

    /** The known values of a kind as their keys, with their frequencies, in the order of the keys. */
    Map<Long, Double> values(Frequency kind) {
        var sorted = new TreeMap<Long, Double>();
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] != 0 && kinds[i] == kind.ordinal()) {
                sorted.put(slots[i], Math.pow(2, log2[i]));
            }
        }
        return sorted;
    }

    /** The same, but for what tells levels apart, which stays as the other has it: compared pairs stay as they are. */
    TermFrequencies withLevelsOf(TermFrequencies other) {
        var builder = new Builder();
        for (Frequency kind : KINDS) {
            TermFrequencies from = kind.decidesLevels() ? other : this;
            builder.withDefault(kind, from.defaultOf(kind));
            for (int i = 0; i < from.slots.length; i++) {
                if (from.slots[i] != 0 && from.kinds[i] == kind.ordinal()) {
                    builder.put(kind, from.slots[i], Math.pow(2, from.log2[i]));
                }
            }
        }
        return builder.build();
    }

    /** The number under which the frequency of a value is kept: the same in every process. */
    static long key(Frequency kind, long value) {
        return Hash.join(kind.seed(), value) | 1;
    }

    /** Collects frequencies; not safe for several threads. */
    static final class Builder {
        private final double[] defaults = new double[KINDS.length];
        private final LongLongMap[] values = new LongLongMap[KINDS.length];

        Builder() {
            for (Frequency kind : KINDS) {
                defaults[kind.ordinal()] = kind.standard();
                values[kind.ordinal()] = new LongLongMap();
            }
        }

        Builder withDefault(Frequency kind, double frequency) {
            defaults[kind.ordinal()] = frequency;
            return this;
        }

        /** @param key of {@link #key} */
        Builder put(Frequency kind, long key, double frequency) {
            values[kind.ordinal()].put(key, Double.doubleToLongBits(frequency));
            return this;
        }

        TermFrequencies build() {
            int size = 0;
            for (LongLongMap ofKind : values) {
                size += ofKind.size();
            }
            var frequencies = new TermFrequencies(defaults.clone(), size);
            for (Frequency kind : KINDS) {
                values[kind.ordinal()].forEach(
                        (key, bits) -> frequencies.put(kind, key, Double.longBitsToDouble(bits)));
            }
            return frequencies;
        }
    }
}
