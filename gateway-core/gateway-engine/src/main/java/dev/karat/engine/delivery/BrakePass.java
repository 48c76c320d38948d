package dev.karat.engine.delivery;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.BrakeState.Allowance;
import dev.karat.engine.delivery.BrakeState.Held;
import dev.karat.engine.delivery.BrakeState.Window;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One taking of what is due, under the brake: what may be looked at, and of each write whether it goes, to which run it
 * belongs and what it replaces. Used by the writer thread for one transaction.
 */
final class BrakePass {
    /** While nothing may be created, creations stand in the way of what comes behind them. */
    private static final int BEHIND_CREATIONS = 4;

    private final Brake brake;
    private final Backlog backlog;
    private final String target;
    private final BrakeState before;
    private final boolean mayCreate;
    private final boolean canary;
    private final long at;
    private final UnitOfWork work;
    private BrakeState state;
    private long run;
    private @Nullable WriteKind exceeded;
    private boolean approvedTaken;

    BrakePass(Brake brake, BrakeState state, boolean mayCreate, boolean canary, long at, UnitOfWork work) {
        this.brake = brake;
        this.backlog = new Backlog(brake, mayCreate);
        this.target = brake.target().system();
        this.before = brake.state(work);
        this.state = state;
        this.mayCreate = mayCreate;
        this.canary = canary;
        this.at = at;
        this.work = work;
    }

    /** True if nothing is written but what was approved, however much the phase allows. */
    boolean isAlone() {
        Allowance allowed = state.allowance();
        return allowed != null && allowed.alone();
    }

    /** What is due, in the order in which it is written. Of a target that is held only what has to be looked up. */
    Collection<DeliveryState> due(int max) {
        Store store = work.store();
        int asked = mayCreate ? max : max * BEHIND_CREATIONS;
        Allowance allowed = state.allowance();
        if (state.held() != null) {
            return evenIfHeld(max);
        }
        if (allowed == null) {
            List<DeliveryState> due = store.dueDeliveries(target, at, asked);
            WriteKind kind = canary ? null : backlog.tooMuch(due, due.size() >= asked, this::window, at, work);
            if (kind == null) {
                return due;
            }
            hold(kind);
            return evenIfHeld(max);
        }
        var due = new LinkedHashMap<DeliveryKey, DeliveryState>();
        enter(evenIfHeld(max), due);
        if (!allowed.alone()) {
            // Those of the day first: what was approved may be very much.
            List<DeliveryState> others = store.dueDeliveries(target, at, asked).stream()
                    .filter(one -> !allowed.isAbout(one))
                    .toList();
            exceeded = backlog.tooMuch(others, false, this::window, at, work);
            enter(exceeded == null ? others : List.of(), due);
        }
        enter(store.dueDeliveries(target, at, allowed.from(), allowed.until(), asked), due);
        return due.values();
    }

    /** Writes of unknown outcome have to be looked up, and what customers refuse waits for nobody. */
    private List<DeliveryState> evenIfHeld(int max) {
        Store store = work.store();
        return Stream.concat(
                        store.dueDeliveries(target, at, max).stream().filter(DeliverySlots::isUrgent),
                        store.dueLookUps(target, at, max).stream())
                .distinct()
                .toList();
    }

    private static void enter(List<DeliveryState> found, Map<DeliveryKey, DeliveryState> due) {
        found.forEach(one -> due.put(new DeliveryKey(one.target(), one.goldenId(), one.externalId()), one));
    }

    /** True if it goes; it is counted then. */
    boolean lets(DeliveryState due, List<FieldChange> changes) {
        if (due.status() == Status.INTENT) {
            return true;
        }
        if (state.held() != null) {
            return false;
        }
        Allowance allowed = state.allowance();
        if (DeliverySlots.wasLet(due)) {
            boolean approved = allowed != null && (allowed.alone() || allowed.isAbout(due));
            goesAgain(approved ? allowed : null);
            return true;
        }
        WriteCounts one = WriteCounts.of(due, changes);
        if (allowed != null && allowed.covers(due, one)) {
            state = state.with(allowed.less(one));
            run = allowed.run();
            approvedTaken = true;
            return true;
        }
        return !isAlone() && counts(one, allowed);
    }

    private void goesAgain(@Nullable Allowance approved) {
        if (approved != null) {
            run = approved.run();
            approvedTaken = true;
        } else {
            Window window = window();
            state = state.with(window);
            run = window.run();
        }
    }

    private boolean counts(WriteCounts one, @Nullable Allowance allowed) {
        Window window = window();
        for (WriteKind kind : WriteKind.values()) {
            boolean counted = !canary || kind == WriteKind.DELETE || kind == WriteKind.CLEAR;
            if (counted && one.of(kind) > brake.left(kind, window)) {
                exceeded = kind;
                if (allowed == null) {
                    hold(kind);
                }
                return false;
            }
        }
        state = state.with(window.plus(one));
        run = window.run();
        return true;
    }

    /** The run that goes on, or a new one. */
    private Window window() {
        Window last = state.window();
        long per = brake.target().brake().per().toMillis() * 1_000;
        return last != null && at < last.startedAt() + per
                ? last
                : new Window(RunNumber.next(state.lastRun(), at), at, brake.known(work), WriteCounts.ZERO);
    }

    private void hold(WriteKind kind) {
        Window window = window();
        var held = new Held(
                window.run(),
                kind,
                brake.limit(kind, window.known()),
                window.known(),
                window.given(),
                WriteCounts.ZERO,
                false,
                List.of(),
                Math.max(at, state.lastCut()) + 1);
        state = brake.marks().hold(state.with(window).holding(held), held, work);
    }

    /**
     * Keeps what the write that was let go replaces.
     *
     * @param holds what the record holds
     */
    void keep(DeliveryState due, CustomerData holds, List<FieldChange> changes) {
        BeforeImage image = Replaced.by(due, run, at, holds.only(brake.target().give()::contains), changes);
        if (image.isCreation() || !image.attributes().isEmpty()) {
            work.put(image);
        }
    }

    /** Makes durable what was counted. */
    void end() {
        WriteKind kind = exceeded;
        // As long as something is left of what was approved, the rest waits for it.
        boolean released = before.allowance() == null || before.allowance().released();
        if (kind != null && state.held() == null && released && !approvedTaken) {
            hold(kind);
        }
        if (!state.equals(before)) {
            brake.put(state, at, work);
        }
    }
}
