package dev.karat.engine.delivery;

import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.BrakeState.Allowance;
import dev.karat.engine.delivery.BrakeState.Held;
import dev.karat.engine.delivery.BrakeState.Sample;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import java.util.ArrayList;
import java.util.List;

/** Marks the deliveries of a run that is held, and gives them back, page by page. Used by the writer thread. */
final class BrakeMarks {
    /** Deliveries that are marked in one transaction. */
    private static final int PAGE = 500;

    private static final int SAMPLES_MAX = 10;

    private final String target;
    private final DeliveryPlanner planner;

    BrakeMarks(String target, DeliveryPlanner planner) {
        this.target = target;
        this.planner = planner;
    }

    /** Holds what waits, a page of it. */
    BrakeState hold(BrakeState state, Held held, UnitOfWork work) {
        List<DeliveryState> page = work.store().deliveriesIn(target, Status.PENDING, 0, held.at() - 1, PAGE);
        planner.prefetchRecords(page, work);
        WriteCounts counts = WriteCounts.ZERO;
        var samples = new ArrayList<>(held.samples());
        int marked = 0;
        for (DeliveryState found : page) {
            DeliveryState now = work.delivery(key(found));
            if (now == null || now.status() != Status.PENDING || refusesConsent(now, work)) {
                continue;
            }
            List<FieldChange> changes = planner.changes(now, work);
            work.put(DeliverySlots.held(now, held.at()));
            marked++;
            WriteCounts one = WriteCounts.of(now, changes);
            counts = counts.plus(one);
            if (one.writes() > 0 && samples.size() < SAMPLES_MAX) {
                samples.add(sample(now, changes));
            }
        }
        return state.holding(held.counted(counts, samples, page.size() < PAGE || marked == 0));
    }

    /** What a customer refuses is never held. */
    private boolean refusesConsent(DeliveryState state, UnitOfWork work) {
        Taken taken = planner.taken(state, DeliveryPlanner.holds(planner.there(state, work), state));
        return taken != null && taken.kind() == DeliveryItem.Kind.OPT_OUT;
    }

    /** Gives back what was held with the run, a page of it; true if that was the last. */
    boolean release(Allowance allowed, UnitOfWork work) {
        List<DeliveryState> page =
                work.store().deliveriesIn(target, Status.HELD, allowed.from(), allowed.until(), PAGE);
        for (DeliveryState found : page) {
            DeliveryState now = work.delivery(key(found));
            if (now != null && now.status() == Status.HELD && now.changedAt() == found.changedAt()) {
                work.put(DeliverySlots.released(now));
            }
        }
        return page.size() < PAGE;
    }

    private static Sample sample(DeliveryState state, List<FieldChange> changes) {
        return new Sample(
                state.goldenId(),
                state.externalId().isEmpty(),
                changes.stream().map(change -> change.attribute().path()).toList());
    }

    private static DeliveryKey key(DeliveryState state) {
        return new DeliveryKey(state.target(), state.goldenId(), state.externalId());
    }
}
