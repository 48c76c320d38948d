package dev.karat.engine.match;

import java.util.ArrayList;
import java.util.List;

/**
 * Which nodes bear a key. A key with one bearer, which most are, takes one slot of a map and nothing else. Not safe for
 * several threads while it is written to.
 */
final class Postings {
    private final LongLongMap heads = new LongLongMap();
    private final List<IntBag> lists = new ArrayList<>();
    private final IntBag free = new IntBag(16);

    int count(long key) {
        long head = heads.get(key);
        if (head == LongLongMap.NONE) {
            return 0;
        }
        return head >= 0 ? 1 : lists.get((int) ~head).size();
    }

    /** Adds a node that did not bear the key, and tells how many bear it now. */
    int add(long key, int node) {
        long head = heads.get(key);
        if (head == LongLongMap.NONE) {
            heads.put(key, node);
            return 1;
        }
        if (head < 0) {
            IntBag list = lists.get((int) ~head);
            list.add(node);
            return list.size();
        }
        int at = newList();
        lists.get(at).add((int) head);
        lists.get(at).add(node);
        heads.put(key, ~(long) at);
        return 2;
    }

    /** Takes out a node that bears the key, and tells how many bear it still. */
    int remove(long key, int node) {
        long head = heads.get(key);
        if (head == LongLongMap.NONE) {
            return 0;
        }
        if (head >= 0) {
            heads.remove(key);
            return 0;
        }
        int at = (int) ~head;
        IntBag list = lists.get(at);
        list.remove(node);
        int left = list.size();
        if (left == 1) {
            heads.put(key, list.get(0));
            list.clear();
            free.add(at);
        }
        return left;
    }

    /** Adds all bearers of the key to a list. */
    void collect(long key, IntBag into) {
        long head = heads.get(key);
        if (head >= 0) {
            into.add((int) head);
        } else if (head != LongLongMap.NONE) {
            into.addAll(lists.get((int) ~head));
        }
    }

    private int newList() {
        if (free.size() > 0) {
            int at = free.get(free.size() - 1);
            free.remove(at);
            return at;
        }
        lists.add(new IntBag(4));
        return lists.size() - 1;
    }
}
