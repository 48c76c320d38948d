package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which records were read and where each was seen first, in arrays, because there are millions. For one thread. */
final class SeenRows {
    private static final int LINE_BITS = 40;

    private final List<RecordKey> keys = new ArrayList<>();
    private long[] contents = new long[1024];
    private long[] places = new long[1024];
    /** Numbers of records and one, by the hashes of their keys; 0 is free. */
    private int[] slots = new int[4096];
    /** Hash of the key in each slot: most keys are told apart by it, without a look at them. */
    private int[] hashes = new int[4096];

    /** The number of a record, or -1 if it was not seen. */
    int of(RecordKey key) {
        return slots[slot(key)] - 1;
    }

    /** Takes note of a record that was not seen, and returns its number. */
    int add(RecordKey key, long content, int file, long line) {
        int number = keys.size();
        if (2 * number >= slots.length) {
            grow();
        }
        if (number == contents.length) {
            contents = Arrays.copyOf(contents, 2 * number);
            places = Arrays.copyOf(places, 2 * number);
        }
        place(key, number);
        keys.add(key);
        contents[number] = content;
        places[number] = ((long) file << LINE_BITS) | line;
        return number;
    }

    RecordKey key(int number) {
        return keys.get(number);
    }

    long content(int number) {
        return contents[number];
    }

    int file(int number) {
        return (int) (places[number] >>> LINE_BITS);
    }

    long line(int number) {
        return places[number] & ((1L << LINE_BITS) - 1);
    }

    private void place(RecordKey key, int number) {
        int slot = slot(key);
        slots[slot] = number + 1;
        hashes[slot] = key.hashCode();
    }

    private int slot(RecordKey key) {
        int mask = slots.length - 1;
        int hash = key.hashCode();
        int i = ((hash * 0x9E3779B9) >>> 8) & mask;
        while (slots[i] != 0 && (hashes[i] != hash || !keys.get(slots[i] - 1).equals(key))) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        hashes = new int[slots.length];
        for (int number = 0; number < keys.size(); number++) {
            place(keys.get(number), number);
        }
    }
}
