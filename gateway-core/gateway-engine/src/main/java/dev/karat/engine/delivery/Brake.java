package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.BrakeState.Allowance;
import dev.karat.engine.delivery.BrakeState.Decision;
import dev.karat.engine.delivery.BrakeState.Held;
import dev.karat.engine.delivery.BrakeState.Window;
import dev.karat.engine.policy.BrakeLimit;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Setting;

/**
 * Stops what would create, change, delete or empty more at one target than its share, until a person decides about
 * exactly that. What is held is marked so, row by row: rejecting a run is leaving it so, approving it is giving just
 * those rows back. Every method is a task of the writer and runs on its thread.
 */
public final class Brake {
    private final TargetPolicy target;
    private final String entity;
    private final BrakeMarks marks;
    /** When the whole backlog was counted last, microseconds since 1970 UTC. */
    private long lookedAt = Long.MIN_VALUE;

    /** @param entity entity under which the target's own records are read */
    Brake(TargetPolicy target, String entity, DeliveryPlanner planner) {
        this.target = target;
        this.entity = entity;
        this.marks = new BrakeMarks(target.system(), planner);
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
            return held.counted() ? state : marks.hold(state, held, work);
        }
        Allowance allowed = state.allowance();
        if (allowed == null || allowed.alone()) {
            return state;
        }
        if (!allowed.released()) {
            return marks.release(allowed, work) ? state.with(allowed.allReleased()) : state;
        }
        boolean used = work.store()
                .deliveriesIn(target.system(), Status.PENDING, allowed.from(), allowed.until(), 1)
                .isEmpty();
        return used ? state.with((Allowance) null) : state;
    }

    /** Records of a kind that one run may touch. */
    long limit(WriteKind kind, long known) {
        return limitOf(kind).of(known);
    }

    /** Records of a kind that a run may touch beyond what it did. */
    long left(WriteKind kind, Window run) {
        return limit(kind, run.known()) - run.given().of(kind);
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

    BrakeMarks marks() {
        return marks;
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
}
