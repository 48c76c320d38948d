package dev.karat.camel.system;

import dev.karat.api.model.Attribute;
import dev.karat.engine.delivery.DeliveryItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parts a page so that creations which share a key stand together, in their order: the second one has to find what the
 * first one made.
 */
final class KeyGroups {
    private final int[] parent;

    private KeyGroups(int items) {
        parent = new int[items];
        for (int i = 0; i < items; i++) {
            parent[i] = i;
        }
    }

    /** @param keys attributes by which records are looked up */
    static Collection<List<DeliveryItem>> of(List<DeliveryItem> items, Collection<Attribute> keys) {
        var groups = new KeyGroups(items.size());
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            for (String text : texts(items.get(i), keys)) {
                Integer known = first.putIfAbsent(text, i);
                if (known != null) {
                    groups.join(i, known);
                }
            }
        }
        var parts = new TreeMap<Integer, List<DeliveryItem>>();
        for (int i = 0; i < items.size(); i++) {
            parts.computeIfAbsent(groups.root(i), fresh -> new ArrayList<>()).add(items.get(i));
        }
        return parts.values();
    }

    private static List<String> texts(DeliveryItem item, Collection<Attribute> keys) {
        return item.isCreation()
                ? keys.stream()
                        .flatMap(key -> item.profile().texts(key).stream().map(text -> key + "/" + text))
                        .toList()
                : List.of();
    }

    private void join(int one, int other) {
        int a = root(one);
        int b = root(other);
        parent[Math.max(a, b)] = Math.min(a, b);
    }

    private int root(int item) {
        int at = item;
        while (parent[at] != at) {
            at = parent[at];
        }
        return at;
    }
}
