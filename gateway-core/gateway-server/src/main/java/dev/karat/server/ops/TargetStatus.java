package dev.karat.server.ops;

import dev.karat.engine.delivery.BrakeState;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.DeliveryState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the writing to one target stands.
 *
 * @param name target of {@code gateway.yaml}
 * @param phase phase in force: the lower of the file and the grant
 * @param open true if a call that writes may be made now
 * @param stopped an operator stopped the writing to this target by itself
 * @param baselineComplete creating is not held back by a system that was not read yet
 * @param lag changes of profiles that were not compared with the target yet
 * @param settled customers whose state there is as desired
 * @param pending customers that wait for a write
 * @param inFlight writes whose outcome is not known yet
 * @param rejected customers that the target refused
 * @param held customers kept back by the brake or a rule
 * @param brake what the brake holds, and why
 * @param resync the last comparison of every profile with the target, or null if there was none
 * @param restsUntil nothing is sent until then, since the target takes nothing or asked for a pause; or null
 * @param drift the last comparison with what the target holds since the start of this node, or null
 */
public record TargetStatus(
        String name,
        Phase phase,
        boolean open,
        boolean stopped,
        boolean baselineComplete,
        long lag,
        long settled,
        long pending,
        long inFlight,
        long rejected,
        long held,
        BrakeStatus brake,
        @Nullable ResyncStatus resync,
        @Nullable Instant restsUntil,
        @Nullable DriftStatus drift) {
    /**
     * How a resync stands.
     *
     * @param by who asked for it, or why the gateway began it
     * @param filtered true if only some profiles, or some fields, are compared
     * @param fields writes are planned only where one of these fields differs; empty for any
     * @param profiles live profiles when it began
     * @param compared profiles that were looked at
     * @param planned profiles of which a write was planned
     */
    public record ResyncStatus(
            Resync.State state,
            String by,
            boolean filtered,
            List<String> fields,
            long profiles,
            long compared,
            long planned,
            Instant startedAt,
            Instant changedAt) {
        static ResyncStatus of(Resync.Run run) {
            return new ResyncStatus(
                    run.state(),
                    run.by(),
                    run.isFiltered(),
                    run.fields() == null ? List.of() : run.fields(),
                    run.profiles(),
                    run.compared(),
                    run.planned(),
                    Instant.EPOCH.plus(run.startedAt(), ChronoUnit.MICROS),
                    Instant.EPOCH.plus(run.changedAt(), ChronoUnit.MICROS));
        }
    }

    static TargetStatus of(
            String name,
            Phase phase,
            boolean open,
            boolean stopped,
            boolean baselineComplete,
            long lag,
            Map<DeliveryState.Status, Long> counts,
            BrakeState brake,
            Resync.@Nullable Run resync,
            @Nullable Instant restsUntil,
            @Nullable DriftStatus drift) {
        return new TargetStatus(
                name,
                phase,
                open,
                stopped,
                baselineComplete,
                lag,
                counts.getOrDefault(DeliveryState.Status.SETTLED, 0L),
                counts.getOrDefault(DeliveryState.Status.PENDING, 0L),
                counts.getOrDefault(DeliveryState.Status.INTENT, 0L),
                counts.getOrDefault(DeliveryState.Status.REJECTED, 0L),
                counts.getOrDefault(DeliveryState.Status.HELD, 0L),
                BrakeStatus.of(brake),
                resync == null ? null : ResyncStatus.of(resync),
                restsUntil,
                drift);
    }
}
