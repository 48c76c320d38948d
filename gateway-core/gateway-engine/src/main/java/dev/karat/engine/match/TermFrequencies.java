package dev.karat.engine.match;

import dev.karat.engine.normalize.Hash;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * How frequent values are: agreement on a rare one proves more. Values are kept as hashes. Immutable once built; safe
 * for several threads.
 */
public final class TermFrequencies {
    private final Map<Frequency, Double> defaults;
    private final long[] slots;
    private final float[] log2;

    private TermFrequencies(Map<Frequency, Double> defaults, int size) {
        this.defaults = defaults;
        int capacity = Integer.highestOneBit(Math.max(8, 2 * size)) << 1;
        this.slots = new long[capacity];
        this.log2 = new float[capacity];
    }

    /** Binary logarithm of the share of records that have the value: below 0. */
    double log2(Frequency kind, long value) {
        long key = key(kind, value);
        for (int i = (int) key & (slots.length - 1); slots[i] != 0; i = (i + 1) & (slots.length - 1)) {
            if (slots[i] == key) {
                return log2[i];
            }
        }
        return PairWeights.log2(defaults.getOrDefault(kind, kind.standard()));
    }

    /** True if the value has a frequency of its own. */
    boolean knows(Frequency kind, long value) {
        long key = key(kind, value);
        int i = (int) key & (slots.length - 1);
        while (slots[i] != 0 && slots[i] != key) {
            i = (i + 1) & (slots.length - 1);
        }
        return slots[i] == key;
    }

    double defaultOf(Frequency kind) {
        return defaults.getOrDefault(kind, kind.standard());
    }

    private void put(long key, double frequency) {
        int i = (int) key & (slots.length - 1);
        while (slots[i] != 0 && slots[i] != key) {
            i = (i + 1) & (slots.length - 1);
        }
        slots[i] = key;
        log2[i] = (float) PairWeights.log2(frequency);
    }

    /** Every known value with its key, in the order of the keys: the form in which they are written to a file. */
    void forEachKey(BiConsumer<Long, Double> consumer) {
        var sorted = new TreeMap<Long, Double>();
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] != 0) {
                sorted.put(slots[i], Math.pow(2, log2[i]));
            }
        }
        sorted.forEach(consumer);
    }

    static long key(Frequency kind, long value) {
        return Hash.join(kind.label().hashCode(), value) | 1;
    }

    /** Collects frequencies; not safe for several threads. */
    static final class Builder {
        private final Map<Frequency, Double> defaults = new EnumMap<>(Frequency.class);
        private final LongLongMap values = new LongLongMap();

        Builder withDefault(Frequency kind, double frequency) {
            defaults.put(kind, frequency);
            return this;
        }

        Builder put(long key, double frequency) {
            values.put(key, Double.doubleToLongBits(frequency));
            return this;
        }

        TermFrequencies build() {
            var frequencies = new TermFrequencies(new EnumMap<>(defaultsOrStandard()), values.size());
            values.forEach((key, bits) -> frequencies.put(key, Double.longBitsToDouble(bits)));
            return frequencies;
        }

        private Map<Frequency, Double> defaultsOrStandard() {
            for (Frequency kind : Frequency.values()) {
                defaults.putIfAbsent(kind, kind.standard());
            }
            return defaults;
        }
    }
}
