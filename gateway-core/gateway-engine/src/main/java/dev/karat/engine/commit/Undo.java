package dev.karat.engine.commit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes maps and lists so that it can be taken back, to any mark, in reverse order. */
final class Undo {
    private final List<Runnable> steps = new ArrayList<>();

    /** The present point, to come back to. */
    int mark() {
        return steps.size();
    }

    void to(int mark) {
        for (int i = steps.size() - 1; i >= mark; i--) {
            steps.remove(i).run();
        }
    }

    void add(Runnable step) {
        steps.add(step);
    }

    <T> void append(List<T> list, T element) {
        list.add(element);
        steps.add(() -> list.remove(list.size() - 1));
    }

    <K, V> void replace(Map<K, V> map, K key, V value) {
        boolean present = map.containsKey(key);
        V before = map.put(key, value);
        steps.add(present ? () -> map.put(key, before) : () -> map.remove(key));
    }

    <K, V> void drop(Map<K, V> map, K key) {
        if (map.containsKey(key)) {
            V before = map.remove(key);
            steps.add(() -> map.put(key, before));
        }
    }

    <E> void add(Set<E> set, E element) {
        if (set.add(element)) {
            steps.add(() -> set.remove(element));
        }
    }

    <E> void remove(Set<E> set, E element) {
        if (set.remove(element)) {
            steps.add(() -> set.add(element));
        }
    }

    /** Lists the element under the key. */
    <K, E> void enter(Map<K, Set<E>> index, K key, E element) {
        add(index.computeIfAbsent(key, none -> new LinkedHashSet<>()), element);
    }

    /** Takes the element from under the key. */
    <K, E> void leave(Map<K, Set<E>> index, K key, E element) {
        Set<E> listed = index.get(key);
        if (listed != null) {
            remove(listed, element);
        }
    }
}
