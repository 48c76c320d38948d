package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.FieldChange;
import dev.karat.engine.delivery.WhereFilter;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What each target was given of a customer, and what it still waits for. */
@Component
class CustomerDeliveries {
    private final Store store;
    private final Hub hub;

    CustomerDeliveries(Store store, Hub hub) {
        this.store = store;
        this.hub = hub;
    }

    /** Deliveries of a profile to all targets, by target and record. */
    List<DeliveryState> of(String goldenId) {
        return targets().keySet().stream()
                .flatMap(target -> store.deliveries(target, List.of(goldenId)).stream())
                .toList();
    }

    private Map<String, TargetPolicy> targets() {
        return new TreeMap<>(hub.policy().targets());
    }

    List<ExplainedCustomer.Target> targets(
            StoredGolden golden, Collection<StoredRecord> records, Collection<DeliveryState> states) {
        return targets().values().stream()
                .map(target -> target(target, golden, records, states))
                .toList();
    }

    private ExplainedCustomer.Target target(
            TargetPolicy target,
            StoredGolden golden,
            Collection<StoredRecord> records,
            Collection<DeliveryState> states) {
        List<StoredRecord> there = records.stream()
                .filter(record -> record.key().system().equals(target.system()))
                .toList();
        List<DeliveryState> own = states.stream()
                .filter(state -> state.target().equals(target.system()))
                .toList();
        var now = new WritingNow(hub, target);
        return new ExplainedCustomer.Target(
                target.system(),
                now.phase(),
                now.isOpen(),
                note(target, golden, there, own, now),
                own.stream().map(state -> delivery(state, there, now)).toList());
    }

    private @Nullable String note(
            TargetPolicy target,
            StoredGolden golden,
            List<StoredRecord> there,
            List<DeliveryState> own,
            WritingNow now) {
        String name = target.system();
        String incomplete = now.incomplete();
        if (incomplete != null) {
            return incomplete;
        }
        if (golden.status() != StoredGolden.Status.LIVE) {
            return null;
        }
        if (!new WhereFilter(target.where()).test(golden.profile().data())) {
            return "The where of " + name + " leaves this customer out";
        }
        if (!own.isEmpty()) {
            return null;
        }
        if (!there.isEmpty()) {
            return "It held what it should before Karat wrote anything";
        }
        return target.mode().creates()
                ? "Nothing is planned"
                : "It has no record of this customer, and " + name + " does not create any";
    }

    private ExplainedCustomer.Delivery delivery(DeliveryState state, Collection<StoredRecord> there, WritingNow now) {
        CustomerData holds = there.stream()
                .filter(record -> record.key().id().equals(state.externalId()))
                .map(StoredRecord::data)
                .findFirst()
                .orElse(CustomerData.empty());
        CustomerData written = written(state);
        ErrorCode error = state.error();
        boolean settled = state.status() == DeliveryState.Status.SETTLED;
        List<FieldChange> changes =
                settled ? List.of() : hub.preview(state.target()).changes(state, holds);
        boolean waits = state.nextAttemptAt() > 0 && state.nextAttemptAt() < Long.MAX_VALUE && !settled;
        return new ExplainedCustomer.Delivery(
                state.externalId().isEmpty() ? null : state.externalId(),
                state.status().name(),
                CustomerReader.instant(state.changedAt()),
                written == null ? List.of() : paths(written.attributes()),
                paths(changes.stream().map(FieldChange::attribute).toList()),
                state.created(),
                state.attempts(),
                waits ? CustomerReader.instant(state.nextAttemptAt()) : null,
                error,
                error == null ? null : error.fix(),
                because(state, changes, now));
    }

    /** What the target took last; null if it never took anything. A write that failed is noted before it is made, too. */
    static @Nullable CustomerData written(DeliveryState state) {
        return state.readBack() == null ? null : state.written();
    }

    private static List<String> paths(Collection<Attribute> attributes) {
        return attributes.stream().map(Attribute::path).sorted().toList();
    }

    private static String because(DeliveryState state, List<FieldChange> changes, WritingNow now) {
        boolean settled = state.status() == DeliveryState.Status.SETTLED;
        if (settled && state.operation().withdraws()) {
            return "The record was taken away: " + state.operation();
        }
        if (!settled) {
            return now.because(state, changes.stream().anyMatch(FieldChange::empties));
        }
        return written(state) == null
                ? "It holds what it should; Karat never wrote there"
                : "It was given this, and holds what it should";
    }
}
