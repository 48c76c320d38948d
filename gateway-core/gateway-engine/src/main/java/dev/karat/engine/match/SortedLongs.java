package dev.karat.engine.match;

import java.util.Arrays;

/** Numbers in ascending order, each once. */
final class SortedLongs {
    private SortedLongs() {}

    /** The first items of an array, which is reordered; it is returned itself if all of it is wanted. */
    static long[] of(long[] items, int size) {
        Arrays.sort(items, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || items[i] != items[i - 1]) {
                items[kept++] = items[i];
            }
        }
        return kept == items.length ? items : Arrays.copyOf(items, kept);
    }
}
