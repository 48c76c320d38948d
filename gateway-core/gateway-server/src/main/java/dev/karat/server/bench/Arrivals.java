package dev.karat.server.bench;

import dev.karat.api.model.Attribute;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Notes when a change has reached which target: when the target's answer came back with its page, which is a little later
 * than it arrived there. Safe for several threads.
 */
final class Arrivals {
    /** A change on its way. */
    private static final class Change {
        final long sentAt;
        final Set<String> missing;
        long lastAt;

        Change(long sentAt, Set<String> targets) {
            this.sentAt = sentAt;
            this.missing = new HashSet<>(targets);
        }
    }

    private final Map<String, Change> byFamily = new HashMap<>();
    private final LongAdder applied = new LongAdder();

    /** A change is handed over now, and told by its family name. */
    synchronized void expect(String family, Set<String> targets) {
        byFamily.put(family, new Change(System.nanoTime(), targets));
    }

    /** A page came back. */
    void note(String target, List<DeliveryItem> items, List<DeliveryOutcome> outcomes) {
        Set<String> taken = new HashSet<>();
        for (DeliveryOutcome outcome : outcomes) {
            if (outcome instanceof DeliveryOutcome.Applied) {
                taken.add(outcome.itemId());
            }
        }
        applied.add(taken.size());
        long now = System.nanoTime();
        synchronized (this) {
            for (DeliveryItem item : items) {
                Change change = byFamily.get(String.valueOf(item.desired().text(Attribute.FAMILY_NAME)));
                if (change != null && taken.contains(item.id()) && change.missing.remove(target)) {
                    change.lastAt = now;
                }
            }
        }
    }

    /** Deliveries that targets took since the start. */
    long applied() {
        return applied.sum();
    }

    /** Changes that have not reached all their targets. */
    synchronized long underWay() {
        return byFamily.values().stream()
                .filter(change -> !change.missing.isEmpty())
                .count();
    }

    /** Nanoseconds from hand-over to the last target of each change that reached all, in rising order; forgets all. */
    synchronized List<Long> drain() {
        var nanos = new ArrayList<Long>();
        byFamily.values().stream()
                .filter(change -> change.missing.isEmpty())
                .forEach(change -> nanos.add(change.lastAt - change.sentAt));
        byFamily.clear();
        nanos.sort(null);
        return nanos;
    }
}
