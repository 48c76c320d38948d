package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.ingest.RecordIngestor;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one target to what it should hold, like a controller: plan the difference, take what is due as intents, settle
 * what the target answered. Lag coalesces by itself, and a retry, a back-fill and a resync are the same thing. Every
 * method is a task of the writer and runs on its thread.
 */
public final class Reconciler {
    /** Changes that are planned in one transaction. */
    public static final int PLAN_MAX = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final TargetPolicy target;
    private final DeliveryPlanner planner;
    private final Brake brake;
    private final Reverter reverter;
    private final Taking taking;
    private final Settling settling;
    private final Clock clock;

    /**
     * @param entity entity under which the target's own records are read
     * @param wanted filter over the profile
     * @param consents which consents the target is told
     * @param outcomeTimeout a write without an answer for so long counts as unknown and is looked up
     */
    public Reconciler(
            TargetPolicy target,
            String entity,
            Projection projection,
            Predicate<CustomerData> wanted,
            ConsentReach consents,
            Deliveries deliveries,
            RecordIngestor ingestor,
            WriteGate gate,
            Baseline baseline,
            Clock clock,
            Duration outcomeTimeout,
            Store store) {
        this.target = target;
        var reverts = new Reverts(target.system(), projection, store);
        this.planner = new DeliveryPlanner(target, entity, projection, wanted, consents, reverts);
        this.brake = new Brake(target, entity, planner);
        this.reverter = new Reverter(target, entity, projection, reverts, this::plan);
        this.taking = new Taking(target, planner, brake, deliveries, gate, baseline, clock, outcomeTimeout);
        this.settling = new Settling(target.system(), entity, planner, deliveries, ingestor, clock);
        this.clock = clock;
    }

    /** Name of the target. */
    public String target() {
        return target.system();
    }

    public Brake brake() {
        return brake;
    }

    public Reverter reverter() {
        return reverter;
    }

    private String cursorName() {
        return cursorName(target.system());
    }

    private static String cursorName(String target) {
        return "target/" + target;
    }

    /** Place in the change log up to which a target was planned, as of the last commit. */
    public static long planned(String target, Store store) {
        return store.setting(Setting.Scope.SUBSCRIBER, cursorName(target))
                .map(cursor -> Long.parseLong(cursor.value()))
                .orElse(0L);
    }

    /** Plans one profile, whether or not anything of it changed. */
    public void plan(String goldenId, UnitOfWork work) {
        planner.plan(goldenId, micros(), work);
    }

    /** Reads at once what planning these profiles looks at. */
    void prefetch(List<String> goldenIds, UnitOfWork work) {
        planner.prefetch(goldenIds, work);
    }

    /**
     * Plans one profile, whether or not anything of it changed, so that a write waits behind those of changed profiles;
     * true if one is planned that was not before.
     *
     * @param fields nothing is planned unless it changes one of them; null for any difference
     */
    boolean planBehind(String goldenId, @Nullable Set<Attribute> fields, UnitOfWork work) {
        long at = micros();
        if (fields != null && !work.rehearsed(() -> changesAnyOf(fields, newlyPending(goldenId, at, work), work))) {
            return false;
        }
        List<DeliveryState> planned = newlyPending(goldenId, at, work);
        planned.forEach(state -> work.put(DeliverySlots.behind(state, at)));
        return !planned.isEmpty();
    }

    /** Plans one profile; returns what waits then and did not before. */
    private List<DeliveryState> newlyPending(String goldenId, long at, UnitOfWork work) {
        Set<DeliveryState> before = Set.copyOf(work.deliveries(target.system(), goldenId));
        planner.plan(goldenId, at, work);
        return work.deliveries(target.system(), goldenId).stream()
                .filter(state -> state.status() == Status.PENDING && !before.contains(state))
                .toList();
    }

    private boolean changesAnyOf(Set<Attribute> fields, List<DeliveryState> planned, UnitOfWork work) {
        return planned.stream()
                .flatMap(state -> planner.changes(state, work).stream())
                .anyMatch(change -> fields.contains(change.attribute()));
    }

    /** True if nothing was ever planned for the target. */
    boolean isNew(UnitOfWork work) {
        return work.setting(Setting.Scope.SUBSCRIBER, cursorName()) == null;
    }

    /** Goes on at the end of the change log. */
    void skip(UnitOfWork work) {
        moveTo(work.store().lastChange(), micros(), work);
    }

    private void moveTo(long place, long at, UnitOfWork work) {
        work.put(new Setting(Setting.Scope.SUBSCRIBER, cursorName(), Long.toString(place), at));
    }

    /**
     * Plans what changed since the last time, also for others who are as far: most of it is reading what changed, which is
     * the same for all. Returns true if more is waiting.
     */
    public boolean plan(Collection<Reconciler> all, UnitOfWork work) {
        Setting cursor = work.setting(Setting.Scope.SUBSCRIBER, cursorName());
        List<StoredChange> changes =
                work.store().changes(cursor == null ? 0 : Long.parseLong(cursor.value()), PLAN_MAX);
        if (changes.isEmpty()) {
            return false;
        }
        plan(changes, work);
        for (Reconciler other : all) {
            Setting place = work.setting(Setting.Scope.SUBSCRIBER, other.cursorName());
            if (other != this
                    && cursor != null
                    && place != null
                    && place.value().equals(cursor.value())) {
                other.planAlong(changes, work);
            }
        }
        return changes.size() == PLAN_MAX;
    }

    private void planAlong(List<StoredChange> changes, UnitOfWork work) {
        try {
            work.whole(() -> {
                plan(changes, work);
                return true;
            });
        } catch (RuntimeException failed) {
            // It comes again when this target is planned by itself, and then it is told.
            LOG.debug("Changes cannot be planned for {} along with others", target(), failed);
        }
    }

    private void plan(List<StoredChange> changes, UnitOfWork work) {
        long at = micros();
        Set<String> ids = new LinkedHashSet<>();
        for (StoredChange change : changes) {
            if (change.concerns(target.system())) {
                ids.add(change.goldenId());
                if (change.other() != null) {
                    ids.add(change.other());
                }
            }
        }
        planner.prefetch(ids, work);
        ids.forEach(id -> planner.plan(id, at, work));
        moveTo(changes.get(changes.size() - 1).seq(), at, work);
    }

    /** Customers that a target takes in the canary phase, beyond those that it has. */
    public static int canaryLeft(TargetPolicy target, Map<Status, Long> counts) {
        return (int) Math.max(0, target.canary() - counts.getOrDefault(Status.SETTLED, 0L));
    }

    /**
     * Takes what is due, at most a page, and notes each as an intent. What a comparison of every profile planned is taken
     * only if nothing else is due, and then less of it, so that a change never waits long. Nothing is taken while the gate
     * is closed; nothing is created before the baseline is complete.
     *
     * @param max items that changed
     * @param behindMax items of a comparison, at most {@code max}
     */
    public List<DeliveryItem> take(int max, int behindMax, UnitOfWork work) {
        return taking.take(max, behindMax, work);
    }

    /** Settles what the target answered; items without an answer stay intents and are looked up later. */
    public void settle(List<DeliveryItem> items, List<DeliveryOutcome> outcomes, UnitOfWork work) {
        settling.settle(items, outcomes, work);
    }

    /** Gives a profile whose delivery was refused another try, without waiting for a change; true if there was one. */
    public boolean retry(String goldenId, UnitOfWork work) {
        StoredGolden golden = work.survivor(goldenId);
        boolean found = false;
        if (golden != null) {
            for (DeliveryState state : work.deliveries(target.system(), golden.id())) {
                if (state.status() == Status.REJECTED || state.error() == ErrorCode.OUTCOME_UNKNOWN) {
                    work.put(DeliverySlots.desired(state, Status.PENDING, micros()));
                    found = true;
                }
            }
        }
        return found;
    }

    /** True if a failure of this kind stops the whole target. */
    public static boolean stopsTarget(ErrorCode code) {
        return code.kind() == ErrorKind.FATAL;
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
