package dev.karat.engine.commit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows that the transaction before writes, by their key: this one sees them as its own, since the store may not have
 * them yet, and does not write them again.
 */
final class Inherited<K, V> {
    private final Map<K, V> rows = new HashMap<>();

    void put(K key, V row) {
        rows.put(key, row);
    }

    /** The rows that this transaction put. */
    Collection<V> own(Map<K, V> staged) {
        return staged.entrySet().stream()
                .filter(one -> isOwn(one.getKey(), one.getValue()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** True if a row that this transaction sees was put by it. */
    boolean isOwn(K key, V row) {
        return rows.get(key) != row;
    }
}
