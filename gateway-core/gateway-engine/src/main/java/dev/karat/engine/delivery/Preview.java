package dev.karat.engine.delivery;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What would be written to one target, told by the comparison that plans the writing, without writing anything.
 * Deliveries are planned in every phase, so that it is a mere read of the last commit. Safe for several threads.
 */
public final class Preview {
    /** Deliveries that are read at once. */
    private static final int READ_MAX = 500;

    /** Deliveries that one page looks through: a target at rest has many that are settled, and none that is open. */
    private static final int LOOKED_MAX = 20_000;

    private final TargetPolicy target;
    private final DeliveryPlanner planner;
    private final Store store;

    /** @param entity entity under which the target's own records are read */
    public Preview(TargetPolicy target, String entity, Projection projection, ConsentReach consents, Store store) {
        this.target = target;
        this.planner = new DeliveryPlanner(target, entity, projection, profile -> true, consents, null);
        this.store = store;
    }

    /**
     * One record that would be written.
     *
     * @param there the record as it was read last; null if it is to be created, or was not read yet
     * @param changes never empty for what waits to be written; empty for a record that is taken away
     */
    public record Entry(DeliveryState state, @Nullable StoredRecord there, List<FieldChange> changes) {
        public boolean isCreation() {
            return state.externalId().isEmpty();
        }

        /** True if the record is to be deactivated or deleted. */
        public boolean isWithdrawal() {
            return state.operation().withdraws();
        }

        public boolean empties() {
            return changes.stream().anyMatch(FieldChange::empties);
        }
    }

    /**
     * Entries in the order of golden ids, those of one customer always on one page.
     *
     * @param next golden id to go on after, also where this page holds nothing; null if there is nothing more
     */
    public record Page(List<Entry> entries, @Nullable String next) {}

    /** What writing would change in a record of the target. */
    public List<FieldChange> changes(DeliveryState state, CustomerData holds) {
        return planner.changes(holds, state);
    }

    /**
     * How much waits for a write of what was planned until a time; reads all of it.
     *
     * @param cut microseconds since 1970 UTC
     */
    public WriteCounts waiting(long cut) {
        WriteCounts counts = WriteCounts.ZERO;
        String after = null;
        do {
            Page page = page(after, READ_MAX);
            for (Entry entry : page.entries()) {
                if (entry.state().status() == Status.PENDING && entry.state().changedAt() <= cut) {
                    counts = counts.plus(WriteCounts.of(entry.state(), entry.changes()));
                }
            }
            after = page.next();
        } while (after != null);
        return counts;
    }

    /**
     * Reads what is open.
     *
     * @param after golden id to go on after, or null
     * @param limit entries, at least 1; the page ends with the customer that reaches it
     */
    public Page page(@Nullable String after, int limit) {
        var entries = new ArrayList<Entry>();
        String done = after == null ? "" : after;
        var place = new DeliveryKey(target.system(), done, DeliveryState.NO_ID);
        for (int looked = 0; looked < LOOKED_MAX; looked += READ_MAX) {
            List<DeliveryKey> keys = store.deliveryKeys(place, READ_MAX).stream()
                    .filter(key -> key.target().equals(target.system()))
                    .toList();
            for (var customer : open(keys, done).entrySet()) {
                if (entries.size() >= limit) {
                    return new Page(entries, done);
                }
                entries.addAll(customer.getValue());
                done = customer.getKey();
            }
            if (keys.size() < READ_MAX) {
                return new Page(entries, null);
            }
            place = keys.get(keys.size() - 1);
        }
        return new Page(entries, done);
    }

    /** Entries of the customers of these keys, whole customers each, also those that have none; but the one done last. */
    private Map<String, List<Entry>> open(List<DeliveryKey> keys, String done) {
        var customers = new LinkedHashMap<String, List<Entry>>();
        keys.stream()
                .map(DeliveryKey::goldenId)
                .filter(id -> !id.equals(done))
                .forEach(id -> customers.putIfAbsent(id, new ArrayList<>()));
        if (customers.isEmpty()) {
            return customers;
        }
        List<DeliveryState> states = store.deliveries(target.system(), customers.keySet()).stream()
                .filter(state -> state.status() != Status.SETTLED)
                .toList();
        Map<RecordKey, StoredRecord> records = store.recordsByKey(states.stream()
                .filter(state -> !state.externalId().isEmpty())
                .map(planner::key)
                .toList());
        for (DeliveryState state : states) {
            StoredRecord there = state.externalId().isEmpty() ? null : records.get(planner.key(state));
            var entry = new Entry(state, there, changes(state, DeliveryPlanner.holds(there, state)));
            // A pending one without a difference makes no call.
            if (!entry.changes().isEmpty()
                    || state.status() != Status.PENDING
                    || state.operation().withdraws()) {
                Objects.requireNonNull(customers.get(state.goldenId())).add(entry);
            }
        }
        return customers;
    }
}
