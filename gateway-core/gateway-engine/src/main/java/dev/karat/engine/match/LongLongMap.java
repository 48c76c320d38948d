package dev.karat.engine.match;

import java.util.Arrays;

/**
 * An open-addressed map from long to long without boxes: 16 bytes a slot, two thirds full at most. The value
 * {@link #NONE} stands for an absent key. Not safe for several threads while it is written to.
 */
final class LongLongMap {
    /** What {@link #get} answers for a key that is not there; it cannot be stored. */
    static final long NONE = Long.MIN_VALUE;

    private static final int CAPACITY_MIN = 16;

    private long[] keys = new long[CAPACITY_MIN];
    private long[] values = filled(CAPACITY_MIN);
    private int size;

    /** Receives one entry. */
    interface Entry {
        void accept(long key, long value);
    }

    private static long[] filled(int capacity) {
        long[] values = new long[capacity];
        Arrays.fill(values, NONE);
        return values;
    }

    int size() {
        return size;
    }

    long get(long key) {
        int mask = keys.length - 1;
        for (int i = slot(key, mask); values[i] != NONE; i = (i + 1) & mask) {
            if (keys[i] == key) {
                return values[i];
            }
        }
        return NONE;
    }

    void put(long key, long value) {
        int mask = keys.length - 1;
        int i = slot(key, mask);
        while (values[i] != NONE && keys[i] != key) {
            i = (i + 1) & mask;
        }
        if (values[i] == NONE) {
            size++;
        }
        keys[i] = key;
        values[i] = value;
        if (3 * size > 2 * keys.length) {
            grow();
        }
    }

    /** Adds to the number under a key, which is 0 where it is absent. */
    void increment(long key, long by) {
        int mask = keys.length - 1;
        int i = slot(key, mask);
        while (values[i] != NONE && keys[i] != key) {
            i = (i + 1) & mask;
        }
        if (values[i] != NONE) {
            values[i] += by;
            return;
        }
        keys[i] = key;
        values[i] = by;
        if (3 * ++size > 2 * keys.length) {
            grow();
        }
    }

    /** Takes a key out and closes the gap, so that lookups need no marks of deleted slots. */
    void remove(long key) {
        int mask = keys.length - 1;
        int gap = slot(key, mask);
        while (values[gap] != NONE && keys[gap] != key) {
            gap = (gap + 1) & mask;
        }
        if (values[gap] == NONE) {
            return;
        }
        size--;
        for (int i = (gap + 1) & mask; values[i] != NONE; i = (i + 1) & mask) {
            int home = slot(keys[i], mask);
            if (((i - home) & mask) >= ((i - gap) & mask)) {
                keys[gap] = keys[i];
                values[gap] = values[i];
                gap = i;
            }
        }
        values[gap] = NONE;
    }

    void forEach(Entry entry) {
        for (int i = 0; i < keys.length; i++) {
            if (values[i] != NONE) {
                entry.accept(keys[i], values[i]);
            }
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = filled(keys.length);
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != NONE) {
                int j = slot(oldKeys[i], mask);
                while (values[j] != NONE) {
                    j = (j + 1) & mask;
                }
                keys[j] = oldKeys[i];
                values[j] = oldValues[i];
            }
        }
    }

    /** Record numbers are dense, hashes are not: one multiplication (Fibonacci hashing) spreads both. */
    private static int slot(long key, int mask) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }
}
