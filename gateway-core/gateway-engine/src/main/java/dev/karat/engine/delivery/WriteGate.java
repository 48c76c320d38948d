package dev.karat.engine.delivery;

import dev.karat.api.error.GatewayException;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Map;

/**
 * Says whether a target may be written. Closed by default: the phase in force is the lower of what the file allows and
 * what was granted, and an unknown target is observed only. What was granted is read from the store each time, since
 * another node may have changed it; while the store cannot be read, every target is closed. Safe for several threads.
 */
public final class WriteGate {
    /** Durable fact that every target is closed; its value is the reason, empty once they are open again. */
    public static final String STOPPED = "writes-stopped";

    private final Map<String, TargetPolicy> targets;
    private final Store store;
    private volatile boolean stoppedHere;

    public WriteGate(Map<String, TargetPolicy> targets, Store store) {
        this.targets = Map.copyOf(targets);
        this.store = store;
    }

    /** The phase in force. Throws STORE_UNAVAILABLE if it cannot be told. */
    public Phase phase(String target) {
        TargetPolicy policy = targets.get(target);
        return policy == null ? Phase.OBSERVE : policy.phase().and(granted(target));
    }

    private Phase granted(String target) {
        return store.setting(Setting.Scope.PHASE, target)
                .map(setting -> Phase.valueOf(setting.value()))
                .orElse(Phase.OBSERVE);
    }

    /** True if a call that writes may be made now. */
    public boolean isOpen(String target) {
        try {
            return !isStopped() && phase(target).writes();
        } catch (GatewayException unreadable) {
            return false;
        }
    }

    /** Closes every target of this process at once, before that is durable for all, or lifts that again. */
    public void stopWrites(boolean stop) {
        stoppedHere = stop;
    }

    /** True if every target is closed, whatever its phase. */
    public boolean isStopped() {
        return stoppedHere
                || store.setting(Setting.Scope.GATEWAY, STOPPED)
                        .filter(reason -> !reason.value().isEmpty())
                        .isPresent();
    }
}
