package dev.karat.engine.delivery;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The step of a {@link Reconciler} that notes what is due as intents, and hands it out to be written. */
final class Taking {
    /** So far the clocks of nodes may be apart, and one clock may be put right, without anything to be done. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    /** Far more than are on their way to a target at one time. */
    private static final int INTENTS_MAX = 10_000;

    private final TargetPolicy target;
    private final DeliveryPlanner planner;
    private final Brake brake;
    private final Deliveries deliveries;
    private final WriteGate gate;
    private final Baseline baseline;
    private final Clock clock;
    private final Duration outcomeTimeout;
    /** When it took last; at its start it knows nothing of the clock that noted what is on its way. */
    private long last = Long.MAX_VALUE;

    Taking(
            TargetPolicy target,
            DeliveryPlanner planner,
            Brake brake,
            Deliveries deliveries,
            WriteGate gate,
            Baseline baseline,
            Clock clock,
            Duration outcomeTimeout) {
        this.target = target;
        this.planner = planner;
        this.brake = brake;
        this.deliveries = deliveries;
        this.gate = gate;
        this.baseline = baseline;
        this.clock = clock;
        this.outcomeTimeout = outcomeTimeout;
    }

    /** See {@link Reconciler#take}. */
    List<DeliveryItem> take(int max, int behindMax, UnitOfWork work) {
        // The gate asks the store, as the brake does; both have to see the same.
        work.awaitBefore();
        if (!gate.isOpen(target.system())) {
            return List.of();
        }
        long at = micros();
        if (at > last || !bringForward(at, work)) {
            last = at;
        }
        boolean canary = gate.phase(target.system()) == Phase.CANARY;
        boolean mayCreate = baseline.allowsCreation(target.system());
        BrakePass pass = brake.begin(mayCreate, canary, at, work);
        int left = canary && !pass.isAlone() ? Math.min(max, canaryLeft(work)) : max;
        List<DeliveryState> dues = sorted(work.unchanged(pass.due(max)), mayCreate);
        boolean behind = !dues.isEmpty() && dues.stream().allMatch(DeliverySlots::isBehind);
        int room = behind ? Math.min(max, behindMax) : max;
        prefetch(dues.subList(0, Math.min(room, dues.size())), work);
        var items = new ArrayList<DeliveryItem>();
        for (DeliveryState due : dues) {
            if (items.size() < room) {
                DeliveryItem item = take(due, items.size() < left, pass, at, work);
                if (item != null) {
                    items.add(item);
                }
            }
        }
        pass.end();
        return items;
    }

    /**
     * A clock that was put back would let what is on its way wait for the time that was: nothing is looked up later than a
     * whole time of an outcome from now. True if there was any.
     */
    private boolean bringForward(long at, UnitOfWork work) {
        long latest = at + micros(outcomeTimeout);
        List<DeliveryState> all = work.store().dueLookUps(target.system(), Long.MAX_VALUE, INTENTS_MAX);
        List<DeliveryState> far = work.unchanged(all).stream()
                .filter(intent -> intent.nextAttemptAt() > latest + micros(CLOCKS_APART))
                .toList();
        far.forEach(intent -> work.put(DeliverySlots.lookedUpAt(intent, latest)));
        return !far.isEmpty();
    }

    /** What may be written of what is due: changes, or else what is behind, so that nobody waits for a comparison. */
    private static List<DeliveryState> sorted(Collection<DeliveryState> dues, boolean mayCreate) {
        List<DeliveryState> written = dues.stream()
                .filter(due -> mayCreate || !due.externalId().isEmpty() || due.status() == Status.INTENT)
                .toList();
        List<DeliveryState> live =
                written.stream().filter(due -> !DeliverySlots.isBehind(due)).toList();
        return live.isEmpty() ? written : live;
    }

    private void prefetch(List<DeliveryState> dues, UnitOfWork work) {
        work.prefetchForTarget(
                target.system(), dues.stream().map(DeliveryState::goldenId).toList());
        planner.prefetchRecords(dues, work);
    }

    private int canaryLeft(UnitOfWork work) {
        return Reconciler.canaryLeft(target, work.store().deliveryCounts(target.system()));
    }

    /** @param room a refusal of consent is taken also where there is none */
    private @Nullable DeliveryItem take(DeliveryState due, boolean room, BrakePass pass, long at, UnitOfWork work) {
        StoredRecord record = planner.there(due, work);
        CustomerData current = DeliveryPlanner.holds(record, due);
        Taken taken = planner.taken(due, current);
        if (taken == null) {
            work.put(DeliverySlots.desired(due, Status.SETTLED, at));
            return null;
        }
        boolean lookUp = due.status() == Status.INTENT;
        if (taken.kind() != DeliveryItem.Kind.OPT_OUT && !lookUp) {
            List<FieldChange> changes = planner.changes(current, due);
            if (!room || !pass.lets(due, changes)) {
                return null;
            }
            pass.keep(due, current, changes);
        } else if (!room && taken.kind() != DeliveryItem.Kind.OPT_OUT) {
            return null;
        }
        long lookUpAt = at + micros(outcomeTimeout);
        CustomerData earlier = StillShown.before(due, deliveries.given(due));
        work.put(DeliverySlots.intent(due, taken.written(), earlier, said(record, work), lookUpAt));
        var key = new DeliveryKey(due.target(), due.goldenId(), due.externalId());
        if (due.externalId().isEmpty()) {
            deliveries.openCreation(key, work);
        }
        StoredGolden golden = work.survivor(due.goldenId());
        CustomerData profile = golden == null ? due.desired() : golden.profile().data();
        return new DeliveryItem(
                taken.kind(),
                key,
                taken.withCleared(),
                profile.only(attribute -> !target.never().contains(attribute)),
                taken.give(),
                current,
                due.token(),
                DeliverySlots.isBehind(due),
                lookUp,
                at + micros(outcomeTimeout) / 2,
                lookUpAt);
    }

    /** What the record says by itself of what is written over. */
    private @Nullable CustomerData said(@Nullable StoredRecord record, UnitOfWork work) {
        CustomerData said = record == null
                ? CustomerData.empty()
                : deliveries.evidence(record, work).only(target.give()::contains);
        return said.isEmpty() ? null : said;
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
