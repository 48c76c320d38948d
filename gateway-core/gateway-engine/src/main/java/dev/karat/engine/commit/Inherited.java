package dev.karat.engine.commit;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the transaction before writes or removes, by its key: this one sees it as its own, since the store may not have it
 * yet, and does not write it again.
 */
final class Inherited<K, V> {
    private final Map<K, V> rows = new HashMap<>();
    private final Set<K> removed = new HashSet<>();

    void put(K key, V row) {
        rows.put(key, row);
    }

    void remove(K key) {
        removed.add(key);
    }

    /** The rows that this transaction put. */
    Collection<V> own(Map<K, V> staged) {
        return staged.entrySet().stream()
                .filter(one -> rows.get(one.getKey()) != one.getValue())
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The keys of which this transaction removed the rows, in their order. */
    Collection<K> own(Collection<K> gone) {
        return gone.stream().filter(key -> !removed.contains(key)).toList();
    }
}
