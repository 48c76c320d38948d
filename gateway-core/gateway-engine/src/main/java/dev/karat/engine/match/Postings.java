package dev.karat.engine.match;

import java.util.Arrays;

/**
 * Which nodes bear a key: an open-addressed table of 12 bytes a slot, two thirds full at most. A key with one bearer,
 * which most are, takes one slot and nothing else. Not safe for several threads while it is written to.
 */
final class Postings {
    private static final int CAPACITY_MIN = 64;
    private static final int FREE = 0;

    private long[] keys;
    /** Free, or a node and one, or the complement of the number of a list. */
    private int[] heads;

    private int size;
    /** Bearers of each list; the first number of a list is how many there are. */
    private int[][] lists = new int[16][];

    private int listCount;
    private final IntBag freeLists = new IntBag(16);

    /** @param expected keys that are expected, 0 if nobody knows */
    Postings(int expected) {
        int capacity = Math.max(CAPACITY_MIN, Integer.highestOneBit(Math.min(expected, 1 << 28)) * 2);
        keys = new long[capacity];
        heads = new int[capacity];
    }

    /**
     * Looks at the places of all these keys at once, so that the processor fetches them side by side from memory; one
     * after the other is what finding candidates would mostly wait for. The number that it returns means nothing.
     */
    long touch(BlockingKeys of) {
        long touched = 0;
        int mask = keys.length - 1;
        for (int i = 0; i < of.size(); i++) {
            int home = home(of.at(i, 0), mask);
            touched += keys[home] + heads[home];
        }
        return touched;
    }

    int count(long key) {
        int head = heads[slot(key)];
        return head == FREE ? 0 : head > 0 ? 1 : lists[~head][0];
    }

    /** Adds a node that did not bear the key, and tells how many bear it now. */
    int add(long key, int node) {
        int slot = slot(key);
        int head = heads[slot];
        if (head == FREE) {
            keys[slot] = key;
            heads[slot] = node + 1;
            if (3 * ++size > 2 * keys.length) {
                grow();
            }
            return 1;
        }
        if (head > 0) {
            int list = newList();
            lists[list] = new int[] {2, head - 1, node, 0};
            heads[slot] = ~list;
            return 2;
        }
        int[] list = lists[~head];
        if (list[0] + 1 == list.length) {
            list = Arrays.copyOf(list, list.length + (list.length >> 1) + 1);
            lists[~head] = list;
        }
        list[++list[0]] = node;
        return list[0];
    }

    /** Takes out a node that bears the key, and tells how many bear it still. */
    int remove(long key, int node) {
        int slot = slot(key);
        int head = heads[slot];
        if (head == FREE) {
            return 0;
        }
        if (head > 0) {
            free(slot);
            return 0;
        }
        int[] list = lists[~head];
        int at = list[0];
        while (list[at] != node) {
            at--;
        }
        list[at] = list[list[0]--];
        if (list[0] == 1) {
            heads[slot] = list[1] + 1;
            freeLists.add(~head);
        }
        return list[0];
    }

    /**
     * Adds all bearers of the key to a bag, unless there are more than a number.
     *
     * @return how many there are
     */
    int collect(long key, int max, IntBag into) {
        int head = heads[slot(key)];
        if (head == FREE) {
            return 0;
        }
        if (head > 0) {
            into.add(head - 1);
            return 1;
        }
        int[] list = lists[~head];
        if (list[0] <= max) {
            into.addAll(list, 1, list[0]);
        }
        return list[0];
    }

    private int newList() {
        if (freeLists.size() > 0) {
            return freeLists.removeLast();
        }
        if (listCount == lists.length) {
            lists = Arrays.copyOf(lists, 2 * listCount);
        }
        return listCount++;
    }

    /** The slot that holds the key, or the free one where it would go. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int i = home(key, mask);
        while (heads[i] != FREE && keys[i] != key) {
            i = (i + 1) & mask;
        }
        return i;
    }

    /** Takes a key out and closes the gap, so that lookups need no marks of deleted slots. */
    private void free(int slot) {
        int mask = keys.length - 1;
        int gap = slot;
        for (int i = (gap + 1) & mask; heads[i] != FREE; i = (i + 1) & mask) {
            if (((i - home(keys[i], mask)) & mask) >= ((i - gap) & mask)) {
                keys[gap] = keys[i];
                heads[gap] = heads[i];
                gap = i;
            }
        }
        heads[gap] = FREE;
        size--;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldHeads = heads;
        keys = new long[2 * oldKeys.length];
        heads = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldHeads[i] != FREE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                heads[slot] = oldHeads[i];
            }
        }
    }

    /** Keys are hashes already: some of their bits are as good as any. */
    private static int home(long key, int mask) {
        return (int) (key >>> 20) & mask;
    }
}
