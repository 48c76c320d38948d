package dev.karat.engine.delivery;

import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.BrakeState.Window;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that waits at a target, counted before the first of it is written. Used by the writer thread. */
final class Backlog {
    /** Deliveries that are counted of one kind, at most. */
    private static final long COUNTED_MAX = 1_000_000;

    private final Brake brake;
    private final boolean mayCreate;

    /** @param mayCreate whether creations may be taken */
    Backlog(Brake brake, boolean mayCreate) {
        this.brake = brake;
        this.mayCreate = mayCreate;
    }

    /**
     * What there would be too much of if all that waits were written; null if there is room for it.
     *
     * @param due what would be written now
     * @param mayBeMore whether more may wait than that
     * @param run the run to which it would belong
     */
    @Nullable
    WriteKind tooMuch(List<DeliveryState> due, boolean mayBeMore, Supplier<Window> run, long at, UnitOfWork work) {
        WriteCounts waiting = WriteCounts.ZERO;
        for (DeliveryState one : due) {
            waiting = waiting.plus(fresh(one));
        }
        if (waiting.writes() == 0) {
            return null;
        }
        Window window = run.get();
        if (mayBeMore && brake.looks(at)) {
            Store.Waiting all = work.store().waiting(brake.target().system(), countedMax(window));
            waiting = new WriteCounts(
                    mayCreate ? all.creates() : 0,
                    Math.max(waiting.updates(), all.updates()),
                    Math.max(waiting.deletes(), all.deletes()),
                    0);
        }
        for (WriteKind kind : WriteKind.values()) {
            if (waiting.of(kind) > brake.left(kind, window)) {
                return kind;
            }
        }
        return null;
    }

    private WriteCounts fresh(DeliveryState one) {
        boolean creation = one.externalId().isEmpty();
        boolean counts = one.status() == Status.PENDING && !DeliverySlots.wasLet(one) && !DeliverySlots.isUrgent(one);
        if (!counts || (creation && !mayCreate)) {
            return WriteCounts.ZERO;
        }
        boolean deletes = one.operation().withdraws();
        return new WriteCounts(creation ? 1 : 0, creation || deletes ? 0 : 1, deletes ? 1 : 0, 0);
    }

    /** Of kinds without a limit there may be any number before those with one. */
    private long countedMax(Window window) {
        long max = 1;
        for (WriteKind kind : WriteKind.values()) {
            max += Math.min(COUNTED_MAX, brake.left(kind, window));
        }
        return max;
    }
}
