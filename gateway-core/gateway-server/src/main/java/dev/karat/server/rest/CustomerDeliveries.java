package dev.karat.server.rest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
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
import java.util.Objects;
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
        return new ExplainedCustomer.Target(
                target.system(),
                hub.gate().phase(target.system()),
                hub.gate().isOpen(target.system()),
                note(target, golden, there, own),
                own.stream().map(state -> delivery(state, there)).toList());
    }

    private @Nullable String note(
            TargetPolicy target, StoredGolden golden, List<StoredRecord> there, List<DeliveryState> own) {
        String name = target.system();
        if (!hub.delivers(name)) {
            return name + " is not connected";
        }
        if (hub.lag(name) > 0) {
            return hub.lag(name) + " changes of profiles are not compared with it yet";
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
        return target.mode() == TargetPolicy.Mode.UPDATE
                ? "It has no record of this customer, and " + name + " is only updated"
                : "Nothing is planned";
    }

    private ExplainedCustomer.Delivery delivery(DeliveryState state, Collection<StoredRecord> there) {
        CustomerData holds = there.stream()
                .filter(record -> record.key().id().equals(state.externalId()))
                .map(StoredRecord::data)
                .findFirst()
                .orElse(CustomerData.empty());
        CustomerData written = written(state);
        ErrorCode error = state.error();
        boolean settled = state.status() == DeliveryState.Status.SETTLED;
        boolean waits = state.nextAttemptAt() > 0 && state.nextAttemptAt() < Long.MAX_VALUE && !settled;
        return new ExplainedCustomer.Delivery(
                state.externalId().isEmpty() ? null : state.externalId(),
                state.status().name(),
                CustomerReader.instant(state.changedAt()),
                written == null ? List.of() : paths(written.attributes()),
                settled ? List.of() : differing(state.desired(), holds),
                state.created(),
                state.attempts(),
                waits ? CustomerReader.instant(state.nextAttemptAt()) : null,
                error,
                error == null ? null : error.fix(),
                because(state));
    }

    /** What the target took last; null if it never took anything. A write that failed is noted before it is made, too. */
    static @Nullable CustomerData written(DeliveryState state) {
        return state.readBack() == null ? null : state.written();
    }

    private static List<String> differing(CustomerData desired, CustomerData holds) {
        return paths(desired.attributes().stream()
                .filter(attribute -> !Objects.equals(desired.get(attribute), holds.get(attribute)))
                .toList());
    }

    private static List<String> paths(Collection<Attribute> attributes) {
        return attributes.stream().map(Attribute::path).sorted().toList();
    }

    private String because(DeliveryState state) {
        return switch (state.status()) {
            case SETTLED ->
                written(state) == null
                        ? "It holds what it should; Karat never wrote there"
                        : "It was given this, and holds what it should";
            case PENDING -> pending(state);
            case INTENT -> "A write was begun; what came of it is not known yet, and is looked up";
            case REJECTED -> "Refused; tried again when a value changes, or with karat dead-letters replay";
            case HELD -> "Kept back until a person decides";
        };
    }

    private String pending(DeliveryState state) {
        String target = state.target();
        if (hub.gate().isStopped()) {
            return "Waits: all writes are stopped";
        }
        if (!hub.gate().isOpen(target)) {
            return "Waits: " + target + " is in " + hub.gate().phase(target) + ", which writes nothing";
        }
        Collection<String> unread =
                state.externalId().isEmpty() ? hub.baseline().missing(target) : List.of();
        if (!unread.isEmpty()) {
            return "Waits: nothing is created before these were read: " + unread;
        }
        return state.attempts() == 0 ? "Is to be written" : "Failed " + state.attempts() + " times; is tried again";
    }
}
