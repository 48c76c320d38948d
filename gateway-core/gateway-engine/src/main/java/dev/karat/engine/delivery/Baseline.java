package dev.karat.engine.delivery;

import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which systems were read to their end once. Until a target and every required system were, nothing is created there,
 * because a customer that was not read yet looks like a new one. Safe for several threads.
 */
public final class Baseline {
    private final GatewayPolicy policy;
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    public Baseline(GatewayPolicy policy, Store store) {
        this.policy = policy;
        store.settings(Setting.Scope.BASELINE, 10_000).forEach(setting -> read.add(setting.name()));
    }

    /** Takes note, after it was made durable, that a system was read to its end. */
    public void completed(String system) {
        read.add(system);
    }

    public boolean isComplete(String system) {
        return read.contains(system);
    }

    /** True if nothing that could hold the customer already is still unread. */
    public boolean allowsCreation(String target) {
        return missing(target).isEmpty();
    }

    /** Systems that have to be read before anything is created at the target. */
    public Collection<String> missing(String target) {
        var missing = new TreeSet<String>();
        for (SystemPolicy system : policy.systems().values()) {
            if ((system.required() || system.name().equals(target)) && !read.contains(system.name())) {
                missing.add(system.name());
            }
        }
        return missing;
    }
}
