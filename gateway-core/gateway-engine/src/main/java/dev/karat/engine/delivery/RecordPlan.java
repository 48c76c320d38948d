package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.policy.TargetPolicy.Withdrawal;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Operation;
import dev.karat.engine.store.DeliveryState.Status;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What is to be done to one record of a target, by its mode and by what becomes of the customer. */
final class RecordPlan {
    private final TargetPolicy target;
    private final Comparison comparison;
    private final ConsentPlan consents;
    private final @Nullable Reverts reverts;

    RecordPlan(TargetPolicy target, Comparison comparison, ConsentPlan consents, @Nullable Reverts reverts) {
        this.target = target;
        this.comparison = comparison;
        this.consents = consents;
        this.reverts = reverts;
    }

    /**
     * Plans one record.
     *
     * @param written the record is given the fields of its customer
     * @param holds what the record holds
     */
    void plan(
            Wish wish,
            boolean written,
            String externalId,
            CustomerData holds,
            @Nullable DeliveryState slot,
            long at,
            UnitOfWork work) {
        Operation operation = operation(wish, written, slot);
        CustomerData fields = operation == Operation.WRITE ? fields(wish, externalId, work) : CustomerData.empty();
        CustomerData desired = Consents.in(
                fields,
                wish.live()
                        ? consents.desired(wish.profile(), holds, () -> comparison.shown(wish.fields()))
                        : List.of());
        boolean differs = slot == null
                ? operation == Operation.WRITE && comparison.differs(holds, null, operation, fields)
                : differs(operation, holds, slot, fields);
        DeliveryState next = slot == null
                ? DeliverySlots.fresh(target.system(), wish.goldenId(), externalId, operation, desired, at)
                : DeliverySlots.desired(slot, slot.status(), operation, desired, false, at);
        List<SortedMap<String, String>> due = consents.due(holds, next);
        if (slot != null && operation == Operation.NONE && due.isEmpty()) {
            leave(slot, at, work);
        } else if (slot == null) {
            planFirst(next, differs, due, at, work);
        } else {
            planNext(slot, next, differs, due, at, work);
        }
    }

    private CustomerData fields(Wish wish, String externalId, UnitOfWork work) {
        return reverts == null ? wish.fields() : reverts.instead(externalId, wish.fields(), work);
    }

    private Operation operation(Wish wish, boolean written, @Nullable DeliveryState slot) {
        if (wish.wanted()) {
            return written && target.mode().changes() ? Operation.WRITE : Operation.NONE;
        }
        boolean managed = slot != null
                && (slot.operation() != Operation.NONE
                        || slot.created()
                        || (slot.written() != null
                                && slot.written().attributes().stream().anyMatch(target.give()::contains)));
        return managed && target.mode().withdraws()
                ? operation(wish.live() ? target.onLeave() : target.onArchive())
                : Operation.NONE;
    }

    private static Operation operation(Withdrawal withdrawal) {
        return switch (withdrawal) {
            case KEEP -> Operation.NONE;
            case CLEAR -> Operation.CLEAR;
            case DEACTIVATE -> Operation.DEACTIVATE;
            case DELETE -> Operation.DELETE;
        };
    }

    private boolean differs(Operation operation, CustomerData holds, DeliveryState slot, CustomerData fields) {
        return switch (operation) {
            case NONE -> false;
            case WRITE, CLEAR -> comparison.differs(holds, slot, operation, fields);
            case DEACTIVATE, DELETE -> slot.operation() != operation || slot.status() != Status.SETTLED;
        };
    }

    /** Who leaves a target that withdraws is known by the slot, so that each who is wanted there has one. */
    private void planFirst(
            DeliveryState fresh, boolean differs, List<SortedMap<String, String>> due, long at, UnitOfWork work) {
        if (differs || !due.isEmpty()) {
            work.put(urgent(fresh, Status.PENDING, due, at));
        } else if (fresh.operation() == Operation.WRITE && target.mode().withdraws()) {
            work.put(urgent(fresh, Status.SETTLED, due, at));
        }
    }

    private static DeliveryState urgent(
            DeliveryState state, Status status, List<SortedMap<String, String>> due, long at) {
        return DeliverySlots.desired(
                state, status, state.operation(), state.desired(), ConsentPlan.hasRefusal(due), at);
    }

    private void planNext(
            DeliveryState slot,
            DeliveryState next,
            boolean differs,
            List<SortedMap<String, String>> due,
            long at,
            UnitOfWork work) {
        boolean same = slot.operation() == next.operation() && slot.desired().equals(next.desired());
        if (slot.status() == Status.INTENT) {
            // What is on its way stays what it is, but a consent goes first if that has to be done again.
            CustomerData desired = slot.operation() == next.operation()
                    ? next.desired()
                    : Consents.in(slot.desired(), next.desired().blocks(Attribute.CONSENTS));
            if (!slot.desired().equals(desired)) {
                work.put(DeliverySlots.outdated(slot, desired, at));
            }
            return;
        }
        Status status = differs || !due.isEmpty() ? Status.PENDING : Status.SETTLED;
        // The vendor or a person decided about exactly this.
        boolean refusedAlready = same
                && (slot.status() == Status.REJECTED || (slot.status() == Status.HELD && status == Status.PENDING));
        boolean waits = slot.status() == status && same;
        if (!refusedAlready && !waits) {
            work.put(urgent(next, status, due, at));
        }
    }

    /** Leaves a record there as it is, unless the write is on its way. */
    static void leave(DeliveryState slot, long at, UnitOfWork work) {
        if (slot.status() != Status.INTENT && slot.status() != Status.SETTLED) {
            work.put(DeliverySlots.desired(slot, Status.SETTLED, at));
        }
    }
}
