package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.engine.delivery.BrakeState;
import dev.karat.engine.delivery.BrakeWords;
import dev.karat.engine.delivery.Reconciler;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the writing to one target stands at a moment, and what stands in the way of a delivery. Used by one thread. */
final class WritingNow {
    private final Hub hub;
    private final TargetPolicy target;
    private final boolean stopped;
    private final boolean stoppedAlone;
    private final boolean open;
    private final Phase phase;
    private final long lag;
    private final Collection<String> unread;
    private final BrakeState brake;
    /** Read when the first needs it, since counting takes longer than all else. */
    private @Nullable Map<Status, Long> counts;

    WritingNow(Hub hub, TargetPolicy target) {
        this.hub = hub;
        this.target = target;
        String name = target.system();
        stopped = hub.gate().isStopped();
        stoppedAlone = hub.gate().isStopped(name);
        open = hub.gate().isOpen(name);
        phase = hub.gate().phase(name);
        lag = hub.lag(name);
        unread = hub.baseline().missing(name);
        brake = hub.brake(name);
    }

    Phase phase() {
        return phase;
    }

    boolean isOpen() {
        return open;
    }

    long lag() {
        return lag;
    }

    /** Why not everything is planned that would be written, or null. */
    @Nullable
    String incomplete() {
        if (!hub.delivers(target.system())) {
            return target.system() + " is not connected";
        }
        if (lag > 0) {
            return lag + " changes of profiles are not compared with it yet";
        }
        boolean underWay = hub.resync(target.system())
                .map(Resync::run)
                .filter(Resync.Run::isOpen)
                .isPresent();
        return underWay ? "All profiles are being compared with it, and not all were yet" : null;
    }

    /** How many more customers the canary phase takes; no limit in any other. */
    long canaryLeft() {
        return phase == Phase.CANARY && !brake.isGoingLive() ? Reconciler.canaryLeft(target, counts()) : Long.MAX_VALUE;
    }

    /** What stands in the way of a delivery that is open, the first thing to go first; empty if it is written now. */
    List<Obstacle> before(DeliveryState state, boolean empties) {
        return switch (state.status()) {
            case SETTLED -> List.of();
            case PENDING -> beforePending(state, empties);
            case INTENT ->
                List.of(new Obstacle(
                        Obstacle.Kind.UNKNOWN,
                        "A write was begun; what came of it is not known yet, and is looked up"));
            case REJECTED ->
                List.of(new Obstacle(
                        Obstacle.Kind.REFUSED,
                        "Refused; tried again when a value changes, or with karat dead-letters replay"));
            case HELD -> List.of(new Obstacle(Obstacle.Kind.BRAKE, BrakeWords.held(target, brake, state)));
        };
    }

    /** The state of a delivery that is open, as a sentence. */
    String because(DeliveryState state, boolean empties) {
        return before(state, empties).stream()
                .map(Obstacle::because)
                .findFirst()
                .orElseGet(() -> state.attempts() == 0 ? "Is to be written" : failed(state));
    }

    private List<Obstacle> beforePending(DeliveryState state, boolean empties) {
        var found = new ArrayList<Obstacle>();
        String name = target.system();
        if (stopped || stoppedAlone) {
            found.add(new Obstacle(
                    Obstacle.Kind.STOPPED,
                    stopped ? "Waits: all writes are stopped" : "Waits: writes to " + name + " are stopped"));
        }
        if (!phase.writes()) {
            found.add(
                    new Obstacle(Obstacle.Kind.PHASE, "Waits: " + name + " is in " + phase + ", which writes nothing"));
        }
        if (!hub.delivers(name)) {
            found.add(new Obstacle(Obstacle.Kind.UNCONNECTED, "Waits: " + name + " is not connected"));
        }
        if (state.externalId().isEmpty() && !unread.isEmpty()) {
            found.add(new Obstacle(
                    Obstacle.Kind.BASELINE, "Waits: nothing is created before these were read: " + unread));
        }
        String braked = BrakeWords.keepsBack(target, brake, state, empties);
        if (braked != null) {
            found.add(new Obstacle(Obstacle.Kind.BRAKE, braked));
        }
        if (canaryLeft() == 0) {
            found.add(new Obstacle(
                    Obstacle.Kind.CANARY, "Waits: the canary phase has its " + target.canary() + " customers"));
        }
        if (CustomerReader.instant(state.nextAttemptAt()).isAfter(now())) {
            found.add(new Obstacle(Obstacle.Kind.LATER, failed(state)));
        }
        return found;
    }

    private static String failed(DeliveryState state) {
        ErrorCode error = state.error();
        return "Failed " + state.attempts() + " times" + (error == null ? "" : " (" + error + ")") + "; is tried again";
    }

    private Instant now() {
        return hub.clock().instant();
    }

    private Map<Status, Long> counts() {
        Map<Status, Long> read = counts;
        if (read == null) {
            read = hub.store().deliveryCounts(target.system());
            counts = read;
        }
        return read;
    }
}
