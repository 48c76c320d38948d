package dev.karat.server.ops;

import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.DeliveryState;
import java.util.Map;

/**
 * How the writing to one target stands.
 *
 * @param name target of {@code gateway.yaml}
 * @param phase phase in force: the lower of the file and the grant
 * @param open true if a call that writes may be made now
 * @param baselineComplete creating is not held back by a system that was not read yet
 * @param lag changes of profiles that were not compared with the target yet
 * @param settled customers whose state there is as desired
 * @param pending customers that wait for a write
 * @param inFlight writes whose outcome is not known yet
 * @param rejected customers that the target refused
 * @param held customers kept back by the brake or a rule
 */
public record TargetStatus(
        String name,
        Phase phase,
        boolean open,
        boolean baselineComplete,
        long lag,
        long settled,
        long pending,
        long inFlight,
        long rejected,
        long held) {
    static TargetStatus of(
            String name,
            Phase phase,
            boolean open,
            boolean baselineComplete,
            long lag,
            Map<DeliveryState.Status, Long> counts) {
        return new TargetStatus(
                name,
                phase,
                open,
                baselineComplete,
                lag,
                counts.getOrDefault(DeliveryState.Status.SETTLED, 0L),
                counts.getOrDefault(DeliveryState.Status.PENDING, 0L),
                counts.getOrDefault(DeliveryState.Status.INTENT, 0L),
                counts.getOrDefault(DeliveryState.Status.REJECTED, 0L),
                counts.getOrDefault(DeliveryState.Status.HELD, 0L));
    }
}
