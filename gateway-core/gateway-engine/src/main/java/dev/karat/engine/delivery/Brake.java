package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.BrakeState.Allowance;
import dev.karat.engine.delivery.BrakeState.Decision;
import dev.karat.engine.delivery.BrakeState.Held;
import dev.karat.engine.delivery.BrakeState.Sample;
import dev.karat.engine.policy.BrakeLimit;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stops what would create, change, delete or empty more at one target than its share, until a person decides about
 * exactly that. What is held is marked so, row by row: rejecting a run is leaving it so, approving it is giving just
 * those rows back. Every method is a task of the writer and runs on its thread.
 */
public final class Brake {
    /** Deliveries that are marked in one transaction. */
    static final int PAGE = 500;

    private static final int SAMPLES_MAX = 10;

    private final TargetPolicy target;
    private final String entity;
    private final DeliveryPlanner planner;
    /** When the whole backlog was counted last, microseconds since 1970 UTC. */
    private long lookedAt = Long.MIN_VALUE;

    /** @param entity entity under which the target's own records are read */
    Brake(TargetPolicy target, String entity, DeliveryPlanner planner) {
        this.target = target;
        this.entity = entity;
        this.planner = planner;
    }

    /**
     * Begins to take what is due.
     *
     * @param mayCreate whether creations may be taken
     * @param canary whether the phase itself says how many are written at most
     */
    BrakePass begin(boolean mayCreate, boolean canary, long at, UnitOfWork work) {
        return new BrakePass(this, goOn(state(work), work), mayCreate, canary, at, work);
    }

    /** Marks or gives back the next page of what a person decided about or will. */
    private BrakeState goOn(BrakeState state, UnitOfWork work) {
        Held held = state.held();
        if (held != null) {
            return held.counted() ? state : hold(state, held, work);
        }
        Allowance allowed = state.allowance();
        if (allowed == null || allowed.alone()) {
            return state;
        }
        if (!allowed.released()) {
            return release(allowed, work) ? state.with(allowed.allReleased()) : state;
        }
        boolean used = work.store()
                .deliveriesIn(target.system(), Status.PENDING, allowed.from(), allowed.until(), 1)
                .isEmpty();
        return used ? state.with((Allowance) null) : state;
    }

    /** Holds what waits, a page of it. */
    BrakeState hold(BrakeState state, Held held, UnitOfWork work) {
        List<DeliveryState> page = work.store().deliveriesIn(target.system(), Status.PENDING, 0, held.at() - 1, PAGE);
        work.prefetch(page.stream()
                .filter(one -> !one.externalId().isEmpty())
                .map(this::record)
                .toList());
        WriteCounts counts = WriteCounts.ZERO;
        var samples = new ArrayList<>(held.samples());
        int marked = 0;
        for (DeliveryState found : page) {
            DeliveryState now = work.delivery(key(found));
            if (now == null || now.status() != Status.PENDING || refusesConsent(now, work)) {
                continue;
            }
            List<FieldChange> changes = changes(now, work);
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
        Taken taken = planner.taken(state, DeliveryPlanner.holds(there(state, work), state));
        return taken != null && taken.kind() == DeliveryItem.Kind.OPT_OUT;
    }

    /** Gives back what was held with the run, a page of it; true if that was the last. */
    private boolean release(Allowance allowed, UnitOfWork work) {
        List<DeliveryState> page =
                work.store().deliveriesIn(target.system(), Status.HELD, allowed.from(), allowed.until(), PAGE);
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

    /** What writing it would change. */
    List<FieldChange> changes(DeliveryState state, UnitOfWork work) {
        return planner.changes(DeliveryPlanner.holds(there(state, work), state), state);
    }

    private @Nullable StoredRecord there(DeliveryState state, UnitOfWork work) {
        return state.externalId().isEmpty() ? null : work.record(record(state));
    }

    private RecordKey record(DeliveryState state) {
        return new RecordKey(target.system(), entity, state.externalId());
    }

    private static DeliveryKey key(DeliveryState state) {
        return new DeliveryKey(state.target(), state.goldenId(), state.externalId());
    }

    /** Records of a kind that one run may touch. */
    long limit(WriteKind kind, long known) {
        return limitOf(kind).of(known);
    }

    private BrakeLimit limitOf(WriteKind kind) {
        TargetPolicy.Brake limits = target.brake();
        return switch (kind) {
            case CREATE -> limits.creates();
            case UPDATE -> limits.updates();
            case DELETE -> limits.deletes();
            case CLEAR -> limits.clears();
        };
    }

    TargetPolicy target() {
        return target;
    }

    /** Customers known at the target: its own records, as far as they were read. */
    long known(UnitOfWork work) {
        return work.store().countRecords(target.system(), entity);
    }

    /** True if the whole backlog was not counted within the last second. */
    boolean looks(long at) {
        boolean due = at < lookedAt || at - lookedAt >= 1_000_000;
        if (due) {
            lookedAt = at;
        }
        return due;
    }

    /**
     * Carries out what a person decided about a run. One that was rejected may still be approved as long as nothing else
     * was decided. Throws RUN_UNKNOWN if it is not that run that is held, or not all of it was counted yet.
     */
    public void decide(BrakeOrder order, long at, UnitOfWork work) {
        BrakeState state = state(work);
        Held held = decidable(state, order);
        var approved = new Allowance(held.run(), held.at(), held.at(), Long.MAX_VALUE, 0, held.waiting(), false, false);
        var decision = new Decision(order.approve(), order.by(), order.reason(), held, at);
        put(state.decided(decision, order.approve() ? approved : null), at, work);
    }

    private Held decidable(BrakeState state, BrakeOrder order) {
        Held held = state.held();
        Decision last = state.decision();
        boolean secondThought =
                held == null && order.approve() && last != null && !last.approved() && state.allowance() == null;
        Held meant = secondThought && last != null ? last.held() : held;
        if (meant == null || meant.run() != order.run()) {
            throw new GatewayException(
                    ErrorCode.RUN_UNKNOWN,
                    held == null
                            ? "The brake of " + target.system() + " holds nothing"
                            : "The brake of " + target.system() + " holds run " + held.run() + ", not " + order.run());
        }
        if (!meant.counted()) {
            throw new GatewayException(
                    ErrorCode.RUN_UNKNOWN, "Run " + meant.run() + " is still being counted; look again in a moment");
        }
        return meant;
    }

    BrakeState state(UnitOfWork work) {
        return BrakeState.read(work.setting(Setting.Scope.GATEWAY, BrakeState.settingName(target.system())));
    }

    void put(BrakeState state, long at, UnitOfWork work) {
        work.put(new Setting(Setting.Scope.GATEWAY, BrakeState.settingName(target.system()), state.write(), at));
    }

    /** Why a delivery is held, as a sentence. Safe for several threads. */
    public static String held(TargetPolicy target, BrakeState state, DeliveryState delivery) {
        Held held = state.held();
        if (held != null && delivery.changedAt() == held.at()) {
            return "The brake holds run " + held.run() + " of " + target.system() + " for a person's decision";
        }
        Allowance allowed = state.allowance();
        return allowed != null && delivery.changedAt() == allowed.until()
                ? "Run " + allowed.run() + " was approved, and it is about to wait for its turn"
                : "A person rejected the run that it belonged to; it is written once its values are others";
    }

    /**
     * Why the brake keeps a delivery back that waits, or would as soon as it is taken; null if it does not. Safe for
     * several threads.
     *
     * @param empties whether it empties a field
     */
    public static @Nullable String keepsBack(
            TargetPolicy target, BrakeState state, DeliveryState delivery, boolean empties) {
        Held held = state.held();
        if (held != null) {
            return "Waits: the brake holds run " + held.run() + " of " + target.system() + " for a person's decision";
        }
        Allowance allowed = state.allowance();
        if (allowed != null && allowed.isAbout(delivery)) {
            return null;
        }
        if (allowed != null && allowed.alone()) {
            return "Waits: it was not in the preview by which " + target.system() + " goes live";
        }
        if (empties && target.brake().clears().of(0) == 0) {
            return "It empties fields, which the brake holds for a person's decision";
        }
        return delivery.externalId().isEmpty() && target.brake().creates().of(0) == 0
                ? "It creates a record, which the brake holds for a person's decision"
                : null;
    }
}
