package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.DeliveryItem.Kind;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Operation;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what one target should hold of a profile with what it holds, and notes the difference as work. It looks at
 * states, never at events: planning twice plans the same. Runs on the writer thread.
 */
final class DeliveryPlanner {
    private final TargetPolicy target;
    private final String entity;
    private final Predicate<CustomerData> wanted;
    private final Comparison comparison;
    private final ConsentPlan consents;
    private final RecordPlan records;

    /**
     * @param entity entity under which the target's own records are read
     * @param wanted filter over the profile; of those that fail only consents are written
     * @param reverts what was reverted; null where nothing is planned
     */
    DeliveryPlanner(
            TargetPolicy target,
            String entity,
            Projection projection,
            Predicate<CustomerData> wanted,
            ConsentReach reach,
            @Nullable Reverts reverts) {
        this.target = target;
        this.entity = entity;
        this.wanted = wanted;
        this.comparison = new Comparison(target, projection);
        this.consents = new ConsentPlan(reach);
        this.records = new RecordPlan(target, comparison, consents, reverts);
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
        if (golden == null || !golden.id().equals(id)) {
            dropCreations(id, work);
        }
        if (golden == null) {
            work.deliveries(target.system(), id).forEach(slot -> RecordPlan.leave(slot, at, work));
            return;
        }
        Wish wish = wish(golden);
        List<StoredRecord> there = work.recordsOf(golden.id()).stream()
                .filter(record -> record.key().system().equals(target.system()) && !record.deleted())
                .sorted(Comparator.comparing(StoredRecord::key))
                .toList();
        Map<String, DeliveryState> slots = slots(golden.id(), there, at, work);
        for (int i = 0; i < there.size(); i++) {
            StoredRecord record = there.get(i);
            String external = record.key().id();
            boolean written = wish.wanted() && (i == 0 || target.duplicates());
            records.plan(wish.of(record, there), written, external, record.data(), slots.remove(external), at, work);
        }
        DeliveryState creation = slots.remove(DeliveryState.NO_ID);
        slots.values().forEach(slot -> planUnread(wish, slot, at, work));
        boolean known = !there.isEmpty() || slots.values().stream().anyMatch(slot -> isKnown(slot, golden.id(), work));
        planCreation(wish, known, creation, at, work);
    }

    private Wish wish(StoredGolden golden) {
        CustomerData profile = golden.profile().data();
        boolean live = golden.status() == StoredGolden.Status.LIVE;
        boolean isWanted = live && wanted.test(profile);
        return new Wish(
                golden.id(),
                live,
                isWanted,
                profile,
                isWanted ? profile.only(target.give()::contains) : CustomerData.empty());
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

    /** A record that Karat wrote and that was not read since, or that is gone there. */
    private void planUnread(Wish wish, DeliveryState slot, long at, UnitOfWork work) {
        boolean gone = work.record(key(slot)) != null;
        if (gone && !wish.wanted()) {
            RecordPlan.leave(slot, at, work);
        } else if (!gone) {
            records.plan(wish, wish.wanted(), slot.externalId(), holds(null, slot), slot, at, work);
        }
    }

    private void planCreation(Wish wish, boolean known, @Nullable DeliveryState slot, long at, UnitOfWork work) {
        if (slot != null && slot.status() == Status.INTENT) {
            return;
        }
        boolean creates = wish.wanted()
                && !known
                && target.mode().creates()
                && !comparison.shown(wish.fields()).isEmpty();
        if (!creates) {
            if (slot != null) {
                work.remove(slot);
            }
        } else if (slot == null) {
            work.put(DeliverySlots.fresh(
                    target.system(), wish.goldenId(), DeliveryState.NO_ID, Operation.WRITE, wish.fields(), at));
        } else if (!slot.desired().equals(wish.fields())) {
            work.put(DeliverySlots.desired(slot, Status.PENDING, Operation.WRITE, wish.fields(), false, at));
        }
    }

    /**
     * True if the customer has, or had, the record of a slot. Who comes back is created anew where Karat deleted the
     * record; where somebody else did, nobody is. After a split it may be another customer's.
     */
    private boolean isKnown(DeliveryState slot, String goldenId, UnitOfWork work) {
        StoredRecord record = work.record(key(slot));
        boolean deletedByKarat = slot.operation() == Operation.DELETE && slot.status() == Status.SETTLED;
        if (record == null || record.deleted()) {
            return !deletedByKarat;
        }
        return goldenId.equals(record.goldenId());
    }

    /** Creations that were planned and not begun. */
    private void dropCreations(String goldenId, UnitOfWork work) {
        for (DeliveryState slot : work.deliveries(target.system(), goldenId)) {
            if (slot.externalId().isEmpty() && slot.status() != Status.INTENT) {
                work.remove(slot);
            }
        }
    }

    /** What the record of a slot holds, as far as is known. */
    static CustomerData holds(@Nullable StoredRecord record, DeliveryState slot) {
        return record != null ? record.data() : Objects.requireNonNullElse(slot.lastSeen(), CustomerData.empty());
    }

    /** What a delivery comes to, consents before all else; null if nothing is left to do. */
    @Nullable
    Taken taken(DeliveryState due, CustomerData holds) {
        CustomerData before = Objects.requireNonNullElse(due.written(), CustomerData.empty());
        List<SortedMap<String, String>> consent = consentsDue(holds, due);
        if (!consent.isEmpty()) {
            return new Taken(
                    ConsentPlan.hasRefusal(consent) ? Kind.OPT_OUT : Kind.OPT_IN,
                    Consents.in(CustomerData.empty(), consent),
                    ConsentPlan.written(before, consent),
                    Set.of(),
                    Set.of());
        }
        return switch (due.operation()) {
            case NONE -> null;
            case DEACTIVATE -> new Taken(Kind.DEACTIVATE, CustomerData.empty(), before, Set.of(), Set.of());
            case DELETE -> new Taken(Kind.DELETE, CustomerData.empty(), before, Set.of(), Set.of());
            case WRITE, CLEAR -> fields(due, holds, before);
        };
    }

    private Taken fields(DeliveryState due, CustomerData holds, CustomerData before) {
        CustomerData wanted = DeliverySlots.isUnknownCreation(due) ? before : due.desired();
        CustomerData fields = wanted.only(attribute -> attribute != Attribute.CONSENTS);
        return new Taken(
                due.externalId().isEmpty() ? Kind.CREATE : Kind.UPDATE,
                fields,
                Consents.in(fields, before.blocks(Attribute.CONSENTS)),
                target.give(),
                comparison.cleared(holds, due));
    }

    /** Consents that have to be written before anything else of the slot. */
    private List<SortedMap<String, String>> consentsDue(CustomerData holds, DeliveryState slot) {
        return slot.externalId().isEmpty() ? List.of() : consents.due(holds, slot);
    }

    /** The record of a slot, as it was last read; null for a creation, and where it was not read yet. */
    @Nullable
    StoredRecord there(DeliveryState slot, UnitOfWork work) {
        return slot.externalId().isEmpty() ? null : work.record(key(slot));
    }

    /** Reads at once the records of these slots. */
    void prefetchRecords(Collection<DeliveryState> slots, UnitOfWork work) {
        work.prefetch(slots.stream()
                .filter(slot -> !slot.externalId().isEmpty())
                .map(this::key)
                .toList());
    }

    RecordKey key(DeliveryState slot) {
        return new RecordKey(target.system(), entity, slot.externalId());
    }

    /** What writing the slot would change, in the order of attributes. */
    List<FieldChange> changes(DeliveryState slot, UnitOfWork work) {
        return changes(holds(there(slot, work), slot), slot);
    }

    /** What writing the slot would change of what the record holds, in the order of attributes. */
    List<FieldChange> changes(CustomerData holds, DeliveryState slot) {
        var changes = new ArrayList<FieldChange>();
        List<SortedMap<String, String>> due = consentsDue(holds, slot);
        if (slot.operation() == Operation.WRITE || slot.operation() == Operation.CLEAR) {
            CustomerData shown = comparison.shown(slot.desired());
            comparison
                    .differing(holds, slot)
                    .forEach(attribute -> changes.add(new FieldChange(
                            attribute, Comparison.present(holds, attribute), Comparison.present(shown, attribute))));
        }
        if (!due.isEmpty()) {
            changes.add(new FieldChange(
                    Attribute.CONSENTS, Comparison.present(holds, Attribute.CONSENTS), new Value.Blocks(due)));
        }
        return changes;
    }
}
