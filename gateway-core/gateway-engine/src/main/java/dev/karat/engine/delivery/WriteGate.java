package dev.karat.engine.delivery;

import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says whether a target may be written. Closed by default: the phase in force is the lower of what the file allows and
 * what was granted, and an unknown target is observed only. Safe for several threads.
 */
public final class WriteGate {
    private final Map<String, TargetPolicy> targets;
    private final Map<String, Phase> granted = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    public WriteGate(Map<String, TargetPolicy> targets, Store store) {
        this.targets = Map.copyOf(targets);
        targets.keySet()
                .forEach(target -> store.setting(Setting.Scope.PHASE, target)
                        .ifPresent(setting -> granted.put(target, Phase.valueOf(setting.value()))));
        stopped = store.setting(Setting.Scope.GATEWAY, "writes-stopped")
                .filter(reason -> !reason.value().isEmpty())
                .isPresent();
    }

    /** The phase in force. */
    public Phase phase(String target) {
        TargetPolicy policy = targets.get(target);
        return policy == null ? Phase.OBSERVE : policy.phase().and(granted.getOrDefault(target, Phase.OBSERVE));
    }

    /** True if a call that writes may be made now. */
    public boolean isOpen(String target) {
        return !stopped && phase(target).writes();
    }

    /** Takes note of a grant after it was made durable. */
    public void granted(String target, Phase phase) {
        granted.put(target, phase);
    }

    /** Closes every target at once, whatever its phase, or lifts that again. */
    public void stopWrites(boolean stop) {
        stopped = stop;
    }

    public boolean isStopped() {
        return stopped;
    }

    @Override
    public String toString() {
        return "WriteGate"
                + targets.keySet().stream()
                        .map(target -> target + "=" + phase(target).name().toLowerCase(Locale.ROOT))
                        .toList();
    }
}
