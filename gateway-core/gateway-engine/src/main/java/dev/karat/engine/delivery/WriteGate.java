package dev.karat.engine.delivery;

import dev.karat.api.error.GatewayException;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a target may be written. Closed by default: the phase in force is the lower of what the file allows and
 * what was granted, and an unknown target is observed only. What was granted is read from the store each time, since
 * another node may have changed it; while the store cannot be read, every target is closed. Safe for several threads.
 */
public final class WriteGate {
    private static final String STOPPED = "writes-stopped";

    private final Map<String, TargetPolicy> targets;
    private final Store store;
    private final Set<String> stoppedHere = ConcurrentHashMap.newKeySet();

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
            return !isStopped() && !isStopped(target) && phase(target).writes();
        } catch (GatewayException unreadable) {
            return false;
        }
    }

    /**
     * Name of the durable fact that writing to a target is stopped, or to every one; its value is who did that and why,
     * and empty once it is over.
     *
     * @param target null for every one
     */
    public static String stopped(@Nullable String target) {
        return target == null ? STOPPED : STOPPED + "/" + target;
    }

    /**
     * Closes a target of this process at once, before that is durable for all, or lifts that again.
     *
     * @param target null for every one
     */
    public void stopHere(@Nullable String target, boolean stop) {
        if (stop) {
            stoppedHere.add(stopped(target));
        } else {
            stoppedHere.remove(stopped(target));
        }
    }

    /** True if every target is closed, whatever its phase. */
    public boolean isStopped() {
        return isNoted(stopped(null));
    }

    /** True if this target is closed by itself, whatever its phase. */
    public boolean isStopped(String target) {
        return isNoted(stopped(target));
    }

    private boolean isNoted(String stopped) {
        return stoppedHere.contains(stopped)
                || store.setting(Setting.Scope.GATEWAY, stopped)
                        .filter(reason -> !reason.value().isEmpty())
                        .isPresent();
    }
}
