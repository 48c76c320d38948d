package dev.karat.engine.delivery;

import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Which systems were read to their end once. Until a target and every required system were, nothing is created there,
 * because a customer that was not read yet looks like a new one. Read from the store each time, since any node may have
 * read a system. Safe for several threads.
 */
public final class Baseline {
    private static final int SYSTEMS_MAX = 10_000;

    private final GatewayPolicy policy;
    private final Store store;

    public Baseline(GatewayPolicy policy, Store store) {
        this.policy = policy;
        this.store = store;
    }

    public boolean isComplete(String system) {
        return store.setting(Setting.Scope.BASELINE, system).isPresent();
    }

    /** True if nothing that could hold the customer already is still unread. */
    public boolean allowsCreation(String target) {
        return missing(target).isEmpty();
    }

    /** Systems that have to be read before anything is created at the target. */
    public Collection<String> missing(String target) {
        var missing = new TreeSet<String>();
        for (SystemPolicy system : policy.systems().values()) {
            if (system.required() || system.name().equals(target)) {
                missing.add(system.name());
            }
        }
        store.settings(Setting.Scope.BASELINE, SYSTEMS_MAX).forEach(read -> missing.remove(read.name()));
        return missing;
    }
}
