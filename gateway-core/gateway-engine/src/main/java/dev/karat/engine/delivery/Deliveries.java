package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Karat wrote where, as far as reading depends on it. Creations whose outcome is not known yet are kept in memory,
 * so that the record they made is recognised when it is read before its answer came. Used by the writer thread only.
 */
public final class Deliveries {
    /** Open creations of one target that are looked through, at most; a page of deliveries is far below. */
    private static final int OPEN_MAX = 10_000;

    private final Map<String, Set<DeliveryKey>> openCreations = new HashMap<>();
    private final Map<String, TargetPolicy> targets;
    private final Map<String, Projection> projections;

    /**
     * @param projections by target, what a vendor would show of what it is given
     */
    public Deliveries(Map<String, TargetPolicy> targets, Map<String, Projection> projections, Store store) {
        this.targets = Map.copyOf(targets);
        this.projections = Map.copyOf(projections);
        for (String target : targets.keySet()) {
            Set<DeliveryKey> open = new LinkedHashSet<>();
            store.dueDeliveries(target, Long.MAX_VALUE, OPEN_MAX).stream()
                    .filter(state -> state.status() == DeliveryState.Status.INTENT)
                    .filter(state -> state.externalId().isEmpty())
                    .forEach(state -> open.add(new DeliveryKey(state.target(), state.goldenId(), state.externalId())));
            openCreations.put(target, open);
        }
    }

    /** Reads at once what stands behind these records. */
    public void prefetch(Collection<RecordKey> keys, UnitOfWork work) {
        openCreations
                .keySet()
                .forEach(target -> work.prefetchDeliveries(
                        target, at(target, keys).map(RecordKey::id).toList()));
    }

    /** Reads at once what {@link #writtenOf} tells of the customers of these records, which were read before. */
    public void prefetchWritten(Collection<RecordKey> keys, UnitOfWork work) {
        openCreations
                .keySet()
                .forEach(target -> work.prefetchDeliveriesOf(
                        target,
                        at(target, keys)
                                .map(work::record)
                                .filter(Objects::nonNull)
                                .map(StoredRecord::goldenId)
                                .filter(Objects::nonNull)
                                .toList()));
    }

    private static Stream<RecordKey> at(String system, Collection<RecordKey> keys) {
        return keys.stream().filter(key -> key.system().equals(system));
    }

    /** The delivery that stands behind a record which was read, or null if Karat never wrote it. */
    public @Nullable DeliveryState behind(RecordKey key, CustomerData data, UnitOfWork work) {
        Set<DeliveryKey> open = openCreations.get(key.system());
        if (open == null) {
            return null;
        }
        DeliveryState known = work.deliveryOf(key.system(), key.id());
        return known != null ? known : createdUnanswered(key, data, open, work);
    }

    /** A record that a creation of unknown outcome made: it holds just what was written. It takes the slot over. */
    private @Nullable DeliveryState createdUnanswered(
            RecordKey key, CustomerData data, Set<DeliveryKey> open, UnitOfWork work) {
        for (DeliveryKey slot : open) {
            DeliveryState intent = work.delivery(slot);
            if (intent != null && intent.written() != null && holds(data, key.system(), intent.written())) {
                DeliveryState adopted =
                        DeliverySlots.answered(intent, key.id(), madeOf(data, key.system(), intent.written()));
                work.remove(intent);
                work.put(adopted);
                closeCreation(slot, work);
                return adopted;
            }
        }
        return null;
    }

    /** What was written last, and what the vendor makes of it; nothing if nothing ever was. */
    public CustomerData given(@Nullable DeliveryState delivery) {
        CustomerData written = delivery == null ? null : delivery.written();
        return delivery == null || written == null
                ? CustomerData.empty()
                : written.with(shown(delivery.target(), written));
    }

    /** All that Karat wrote, by slot, into the records of a customer at a target; nothing where it writes nothing. */
    public List<DeliveryState> writtenOf(String target, String goldenId, UnitOfWork work) {
        return openCreations.containsKey(target)
                ? work.deliveries(target, goldenId).stream()
                        .filter(slot -> slot.written() != null)
                        .toList()
                : List.of();
    }

    private CustomerData shown(String target, CustomerData written) {
        Projection projection = projections.get(target);
        return projection == null ? written : projection.shown(written);
    }

    /** True if it is what was written, or what a vendor may have made of it without having declared that. */
    private boolean holds(CustomerData data, String target, CustomerData written) {
        CustomerData shown = shown(target, written);
        boolean same = !shown.isEmpty()
                && shown.attributes().stream()
                        .allMatch(attribute -> Objects.equals(shown.get(attribute), data.get(attribute)));
        return same || Resemblance.isMadeOf(data, shown);
    }

    /** What of a record that a creation made comes from there: the rest of what the target is given somebody entered. */
    private CustomerData madeOf(CustomerData data, String target, CustomerData written) {
        Set<Attribute> given = given(target);
        CustomerData shown = shown(target, written);
        var made = CustomerData.builder();
        data.values().forEach((attribute, value) -> {
            Value ours = shown.get(attribute);
            boolean texts = ours instanceof Value.Texts && value instanceof Value.Texts;
            Value of = texts ? Resemblance.madeOf(value, ours) : value;
            if (of != null && (ours != null || !given.contains(attribute))) {
                made.put(attribute, of);
            }
        });
        return made.build();
    }

    private Set<Attribute> given(String target) {
        TargetPolicy policy = targets.get(target);
        return policy == null ? Set.of() : policy.give();
    }

    /**
     * What tells who the record is: what it asserts, and what it asserted before Karat wrote over it. A value that ended so
     * survives nowhere, but writing must not change who is who, or the order of writes would decide it.
     */
    public CustomerData evidence(StoredRecord record, UnitOfWork work) {
        DeliveryState delivery = record.deleted() ? null : written(record.key(), work);
        CustomerData before = delivery == null ? null : delivery.before();
        return delivery == null || before == null
                ? record.asserted()
                : before.only(attribute -> record.echoes().contains(attribute) || isEmptied(delivery, attribute))
                        .with(record.asserted());
    }

    /** True if Karat writes nothing there, so that a value that is gone was taken away by Karat. */
    private boolean isEmptied(DeliveryState delivery, Attribute attribute) {
        TargetPolicy policy = targets.get(delivery.target());
        CustomerData written = delivery.written();
        return policy != null && policy.blanksClear() && written != null && written.get(attribute) == null;
    }

    /** What Karat wrote into this record, or null if it never did. */
    public @Nullable DeliveryState written(RecordKey key, UnitOfWork work) {
        if (!openCreations.containsKey(key.system())) {
            return null;
        }
        DeliveryState delivery = work.deliveryOf(key.system(), key.id());
        return delivery == null || delivery.written() == null ? null : delivery;
    }

    /** Takes note that a record said something else before Karat wrote over it, as another mapping reads it. */
    public void correct(DeliveryState delivery, CustomerData before, UnitOfWork work) {
        if (!before.equals(delivery.before())) {
            work.put(new DeliveryEdit(delivery).before(before).at(delivery.changedAt()));
        }
    }

    /** The profile whose values Karat wrote into this record, or null. */
    public @Nullable String goldenBehind(RecordKey key, UnitOfWork work) {
        DeliveryState delivery = written(key, work);
        return delivery == null ? null : delivery.goldenId();
    }

    void openCreation(DeliveryKey slot, UnitOfWork work) {
        Set<DeliveryKey> open = openCreations.computeIfAbsent(slot.target(), target -> new LinkedHashSet<>());
        if (open.add(slot)) {
            work.onRollback(() -> open.remove(slot));
        }
    }

    void closeCreation(DeliveryKey slot, UnitOfWork work) {
        Set<DeliveryKey> open = openCreations.computeIfAbsent(slot.target(), target -> new LinkedHashSet<>());
        if (open.remove(slot)) {
            work.onRollback(() -> open.add(slot));
        }
    }
}
