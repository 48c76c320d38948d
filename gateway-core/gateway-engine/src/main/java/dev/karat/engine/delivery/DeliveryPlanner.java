package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what one target should hold of a profile with what it holds, and notes the difference as work. It looks at
 * states, never at events: planning twice plans the same. Runs on the writer thread.
 */
final class DeliveryPlanner {
    private final TargetPolicy target;
    private final Projection projection;
    private final Predicate<CustomerData> wanted;

    /** @param wanted filter over the profile; those that fail get nothing, and are left alone where they are */
    DeliveryPlanner(TargetPolicy target, Projection projection, Predicate<CustomerData> wanted) {
        this.target = target;
        this.projection = projection;
        this.wanted = wanted;
    }

    /** Reads at once what planning these profiles looks at. */
    void prefetch(Collection<String> ids, UnitOfWork work) {
        work.prefetchForTarget(target.system(), ids);
        work.prefetchDeliveries(
                target.system(),
                ids.stream().flatMap(id -> withoutSlot(id, work)).toList());
    }

    /** Records there that were written for another profile, or never. */
    private Stream<String> withoutSlot(String id, UnitOfWork work) {
        List<DeliveryState> slots = work.deliveries(target.system(), id);
        return work.recordsOf(id).stream()
                .map(StoredRecord::key)
                .filter(key -> key.system().equals(target.system()))
                .map(RecordKey::id)
                .filter(there ->
                        slots.stream().noneMatch(slot -> slot.externalId().equals(there)));
    }

    /** Plans one profile, under any of its ids. */
    void plan(String id, long at, UnitOfWork work) {
        StoredGolden golden = work.survivor(id);
        if (golden == null || golden.status() != StoredGolden.Status.LIVE) {
            withdraw(id, at, work);
            return;
        }
        if (!golden.id().equals(id)) {
            dropCreations(id, work);
        }
        List<StoredRecord> there = work.recordsOf(golden.id()).stream()
                .filter(record -> record.key().system().equals(target.system()) && !record.deleted())
                .toList();
        Map<String, DeliveryState> slots = slots(golden.id(), there, at, work);
        if (!wanted.test(golden.profile().data())) {
            withdraw(golden.id(), at, work);
            return;
        }
        CustomerData desired = golden.profile().data().only(target.give()::contains);
        RecordKey primary = there.stream()
                .map(StoredRecord::key)
                .min(Comparator.naturalOrder())
                .orElse(null);
        for (StoredRecord record : there) {
            DeliveryState slot = slots.get(record.key().id());
            if (target.duplicates() || record.key().equals(primary)) {
                planUpdate(golden.id(), record, slot, desired, at, work);
            } else if (slot != null) {
                leave(slot, at, work);
            }
        }
        boolean known = !there.isEmpty()
                || slots.values().stream().anyMatch(slot -> !slot.externalId().isEmpty());
        planCreation(golden.id(), known, slots.get(DeliveryState.NO_ID), desired, at, work);
    }

    /** The profile's slots by external id; a slot of a record that moved here comes along with its memory. */
    private Map<String, DeliveryState> slots(String goldenId, List<StoredRecord> there, long at, UnitOfWork work) {
        var slots = new HashMap<String, DeliveryState>();
        work.deliveries(target.system(), goldenId).forEach(slot -> slots.put(slot.externalId(), slot));
        for (StoredRecord record : there) {
            if (slots.containsKey(record.key().id())) {
                continue;
            }
            DeliveryState elsewhere =
                    work.deliveryOf(target.system(), record.key().id());
            if (elsewhere != null) {
                DeliveryState here = DeliverySlots.moved(elsewhere, goldenId, at);
                work.remove(elsewhere);
                work.put(here);
                slots.put(here.externalId(), here);
            }
        }
        return slots;
    }

    private void planUpdate(
            String goldenId,
            StoredRecord record,
            @Nullable DeliveryState slot,
            CustomerData desired,
            long at,
            UnitOfWork work) {
        boolean differs = differs(record.data(), slot, desired);
        if (slot == null) {
            if (differs) {
                work.put(DeliverySlots.fresh(
                        target.system(), goldenId, record.key().id(), desired, at));
            }
            return;
        }
        if (slot.status() == Status.INTENT) {
            if (!slot.desired().equals(desired)) {
                work.put(DeliverySlots.outdated(slot, desired, at));
            }
            return;
        }
        Status status = differs ? Status.PENDING : Status.SETTLED;
        boolean refusedAlready =
                slot.status() == Status.REJECTED && slot.desired().equals(desired);
        boolean waits = slot.status() == status && slot.desired().equals(desired);
        if (!refusedAlready && !waits) {
            work.put(DeliverySlots.desired(slot, status, desired, at));
        }
    }

    /**
     * True if writing would change something there. What the vendor made of an earlier writing of the same values, such
     * as a lower-cased address, is not a difference, or the two would never come to rest.
     */
    private boolean differs(CustomerData holds, @Nullable DeliveryState slot, CustomerData desired) {
        return differing(holds, slot, desired).findAny().isPresent();
    }

    /** Looks no further than is asked for. */
    private Stream<Attribute> differing(CustomerData holds, @Nullable DeliveryState slot, CustomerData desired) {
        CustomerData shown = projection.shown(desired);
        CustomerData written = slot == null || slot.written() == null ? null : projection.shown(slot.written());
        return comparable(shown).stream().filter(attribute -> {
            Value want = shown.get(attribute);
            Value has = present(holds, attribute);
            if (want == null && (has == null || !clears(slot, attribute, desired))) {
                return false;
            }
            boolean vendorsForm = written != null
                    && slot != null
                    && slot.readBack() != null
                    && Objects.equals(want, written.get(attribute))
                    && Objects.equals(has, present(slot.readBack(), attribute));
            return !Objects.equals(want, has) && !vendorsForm;
        });
    }

    /** What writing the slot would change of what the record holds, in the order of attributes. */
    List<FieldChange> changes(CustomerData holds, DeliveryState slot) {
        CustomerData shown = projection.shown(slot.desired());
        Set<Attribute> fields = EnumSet.noneOf(Attribute.class);
        differing(holds, slot, slot.desired()).forEach(fields::add);
        fields.addAll(cleared(holds, slot.desired()));
        return fields.stream()
                .map(attribute -> new FieldChange(attribute, present(holds, attribute), shown.get(attribute)))
                .toList();
    }

    /** What is given, and what the vendor makes of it, such as one name of two parts. */
    private Set<Attribute> comparable(CustomerData shown) {
        var attributes = new HashSet<>(target.give());
        attributes.addAll(shown.attributes());
        return attributes;
    }

    private static @Nullable Value present(CustomerData data, Attribute attribute) {
        return data.isCleared(attribute) ? null : data.get(attribute);
    }

    private boolean clears(@Nullable DeliveryState slot, Attribute attribute, CustomerData desired) {
        return target.blanksClear() && slot != null && desired.get(attribute) == null;
    }

    private void planCreation(
            String goldenId,
            boolean known,
            @Nullable DeliveryState slot,
            CustomerData desired,
            long at,
            UnitOfWork work) {
        if (slot != null && slot.status() == Status.INTENT) {
            return;
        }
        if (known
                || target.mode() != TargetPolicy.Mode.UPSERT
                || projection.shown(desired).isEmpty()) {
            if (slot != null) {
                work.remove(slot);
            }
            return;
        }
        if (slot == null) {
            work.put(DeliverySlots.fresh(target.system(), goldenId, DeliveryState.NO_ID, desired, at));
        } else if (!slot.desired().equals(desired)) {
            work.put(DeliverySlots.desired(slot, Status.PENDING, desired, at));
        }
    }

    /** Nothing more is written of the profile, such as after its customer opted out. */
    private void withdraw(String goldenId, long at, UnitOfWork work) {
        dropCreations(goldenId, work);
        work.deliveries(target.system(), goldenId).forEach(slot -> leave(slot, at, work));
    }

    /** Leaves a record there as it is, unless the write is on its way. */
    private static void leave(DeliveryState slot, long at, UnitOfWork work) {
        if (slot.status() != Status.INTENT && slot.status() != Status.SETTLED) {
            work.put(DeliverySlots.desired(slot, Status.SETTLED, slot.desired(), at));
        }
    }

    /** Creations that were planned and not begun. */
    private void dropCreations(String goldenId, UnitOfWork work) {
        for (DeliveryState slot : work.deliveries(target.system(), goldenId)) {
            if (slot.externalId().isEmpty() && slot.status() != Status.INTENT) {
                work.remove(slot);
            }
        }
    }

    /** Fields that a filled record there would lose. */
    Set<Attribute> cleared(CustomerData holds, CustomerData desired) {
        var cleared = new HashSet<Attribute>();
        for (Attribute attribute : target.give()) {
            if (target.blanksClear() && present(holds, attribute) != null && desired.get(attribute) == null) {
                cleared.add(attribute);
            }
        }
        return cleared;
    }

    /** Why the brake holds a delivery. */
    static DeliveryState held(DeliveryState state, long at) {
        return DeliverySlots.failed(state, Status.HELD, ErrorCode.BRAKE, Long.MAX_VALUE, at);
    }
}
