package dev.karat.engine.match;

import java.util.Arrays;

/** A growing list of ints without boxes. Not safe for several threads. */
final class IntBag {
    private int[] items;
    private int size;

    IntBag(int capacity) {
        items = new int[Math.max(2, capacity)];
    }

    int size() {
        return size;
    }

    int get(int index) {
        return items[index];
    }

    void add(int item) {
        if (size == items.length) {
            items = Arrays.copyOf(items, size + (size >> 1) + 2);
        }
        items[size++] = item;
    }

    void addAll(int[] others, int from, int count) {
        if (size + count > items.length) {
            items = Arrays.copyOf(items, Math.max(size + count, size + (size >> 1) + 2));
        }
        System.arraycopy(others, from, items, size, count);
        size += count;
    }

    int removeLast() {
        return items[--size];
    }

    /** Takes one item out, without effect if it is not there. */
    void remove(int item) {
        for (int i = 0; i < size; i++) {
            if (items[i] == item) {
                size--;
                System.arraycopy(items, i + 1, items, i, size - i);
                return;
            }
        }
    }

    void set(int index, int item) {
        items[index] = item;
    }

    /** True if the item is in the bag, which is in ascending order. */
    boolean contains(int item) {
        return Arrays.binarySearch(items, 0, size, item) >= 0;
    }

    /** The first items. */
    int[] toArray(int count) {
        return Arrays.copyOf(items, count);
    }

    int[] toArray() {
        return Arrays.copyOf(items, size);
    }

    /** Keeps the first items only. */
    void cut(int count) {
        size = count;
    }

    void clear() {
        size = 0;
    }

    /** Sorts the items and keeps each once. */
    void sortUnique() {
        Arrays.sort(items, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || items[i] != items[i - 1]) {
                items[kept++] = items[i];
            }
        }
        size = kept;
    }
}
