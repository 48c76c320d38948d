package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The step of a {@link Reconciler} that notes what is due as intents, and hands it out to be written. */
final class Taking {
    private final TargetPolicy target;
    private final String entity;
    private final DeliveryPlanner planner;
    private final Deliveries deliveries;
    private final WriteGate gate;
    private final Baseline baseline;
    private final Clock clock;
    private final Duration outcomeTimeout;

    Taking(
            TargetPolicy target,
            String entity,
            DeliveryPlanner planner,
            Deliveries deliveries,
            WriteGate gate,
            Baseline baseline,
            Clock clock,
            Duration outcomeTimeout) {
        this.target = target;
        this.entity = entity;
        this.planner = planner;
        this.deliveries = deliveries;
        this.gate = gate;
        this.baseline = baseline;
        this.clock = clock;
        this.outcomeTimeout = outcomeTimeout;
    }

    /** See {@link Reconciler#take}. */
    List<DeliveryItem> take(int max, int behindMax, UnitOfWork work) {
        if (!gate.isOpen(target.system())) {
            return List.of();
        }
        long at = micros();
        int left = gate.phase(target.system()) == Phase.CANARY ? Math.min(max, canaryLeft(work)) : max;
        List<DeliveryState> dues = due(left, Math.min(left, behindMax), max, at, work);
        prefetch(dues, work);
        return dues.stream()
                .map(due -> take(due, at, DeliverySlots.isBehind(due), work))
                .filter(Objects::nonNull)
                .toList();
    }

    /** What is due and may be written: changes, or else what is behind. */
    private List<DeliveryState> due(int liveMax, int behindMax, int max, long at, UnitOfWork work) {
        boolean mayCreate = baseline.allowsCreation(target.system());
        var chosen = new ArrayList<DeliveryState>();
        for (DeliveryState due : work.store().dueDeliveries(target.system(), at, mayCreate ? max : max * 4)) {
            boolean behind = DeliverySlots.isBehind(due);
            if (behind && !chosen.isEmpty() && !DeliverySlots.isBehind(chosen.get(0))) {
                break;
            }
            boolean creation = due.externalId().isEmpty();
            if (chosen.size() < (behind ? behindMax : liveMax)
                    && (mayCreate || !creation || due.status() == Status.INTENT)) {
                chosen.add(due);
            }
        }
        return chosen;
    }

    private void prefetch(List<DeliveryState> dues, UnitOfWork work) {
        work.prefetchForTarget(
                target.system(), dues.stream().map(DeliveryState::goldenId).toList());
        work.prefetch(dues.stream()
                .filter(due -> !due.externalId().isEmpty())
                .map(due -> new RecordKey(target.system(), entity, due.externalId()))
                .toList());
    }

    private int canaryLeft(UnitOfWork work) {
        return Reconciler.canaryLeft(target, work.store().deliveryCounts(target.system()));
    }

    private @Nullable DeliveryItem take(DeliveryState due, long at, boolean behind, UnitOfWork work) {
        StoredRecord record = due.externalId().isEmpty()
                ? null
                : work.record(new RecordKey(target.system(), entity, due.externalId()));
        CustomerData current = record == null ? CustomerData.empty() : record.data();
        Set<Attribute> cleared = planner.cleared(current, due.desired());
        if (!cleared.isEmpty() && clearsTooMuch(work)) {
            work.put(DeliveryPlanner.held(due, at));
            return null;
        }
        boolean lookUp = due.status() == Status.INTENT;
        CustomerData before = current.only(target.give()::contains);
        long lookUpAt = at + micros(outcomeTimeout);
        work.put(DeliverySlots.intent(due, before.isEmpty() ? null : before, lookUpAt));
        var key = new DeliveryKey(due.target(), due.goldenId(), due.externalId());
        if (due.externalId().isEmpty()) {
            deliveries.openCreation(key, work);
        }
        StoredGolden golden = work.survivor(due.goldenId());
        CustomerData profile = golden == null ? due.desired() : golden.profile().data();
        return new DeliveryItem(
                key,
                withCleared(due.desired(), cleared),
                profile,
                target.give(),
                current,
                due.token(),
                behind,
                lookUp,
                at + micros(outcomeTimeout) / 2,
                lookUpAt);
    }

    private static CustomerData withCleared(CustomerData desired, Set<Attribute> cleared) {
        var builder = CustomerData.builder();
        desired.values().forEach(builder::put);
        cleared.forEach(attribute -> builder.put(attribute, Value.CLEARED));
        return builder.build();
    }

    private boolean clearsTooMuch(UnitOfWork work) {
        return Reconciler.clearsTooMuch(target, work.store().deliveryCounts(target.system()));
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
