package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.ErrorKind;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.ingest.ConsentEchoes;
import dev.karat.engine.ingest.EchoGuard;
import dev.karat.engine.ingest.RecordIngestor;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings one target to what it should hold, like a controller: plan the difference, take what is due as intents, settle
 * what the target answered. Lag coalesces by itself, and a retry, a back-fill and a resync are the same thing. Every
 * method is a task of the writer and runs on its thread.
 */
public final class Reconciler {
    /** Changes that are planned in one transaction. */
    public static final int PLAN_MAX = 500;

    /** Why profiles change by what was written, in the change log. */
    private static final String CAUSE = "delivery";

    private static final Duration BACKOFF_FIRST = Duration.ofSeconds(1);
    private static final Duration BACKOFF_MAX = Duration.ofMinutes(15);
    private static final int BACKOFF_DOUBLINGS_MAX = 12;

    private final TargetPolicy target;
    private final String entity;
    private final DeliveryPlanner planner;
    private final Deliveries deliveries;
    private final RecordIngestor ingestor;
    private final WriteGate gate;
    private final Baseline baseline;
    private final Clock clock;
    private final Duration outcomeTimeout;

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
            Duration outcomeTimeout) {
        this.target = target;
        this.entity = entity;
        this.planner = new DeliveryPlanner(target, entity, projection, wanted, consents);
        this.deliveries = deliveries;
        this.ingestor = ingestor;
        this.gate = gate;
        this.baseline = baseline;
        this.clock = clock;
        this.outcomeTimeout = outcomeTimeout;
    }

    /** Name of the target. */
    public String target() {
        return target.system();
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

    /**
     * Plans one profile, whether or not anything of it changed, so that a write waits behind those of changed profiles;
     * true if one is planned that was not before.
     */
    boolean planBehind(String goldenId, UnitOfWork work) {
        Set<DeliveryState> before = Set.copyOf(work.deliveries(target.system(), goldenId));
        long at = micros();
        planner.plan(goldenId, at, work);
        boolean planned = false;
        for (DeliveryState state : List.copyOf(work.deliveries(target.system(), goldenId))) {
            if (state.status() == Status.PENDING && !before.contains(state)) {
                work.put(DeliverySlots.behind(state, at));
                planned = true;
            }
        }
        return planned;
    }

    /** True if nothing was ever planned for the target. */
    boolean isNew(UnitOfWork work) {
        return work.setting(Setting.Scope.SUBSCRIBER, cursorName()) == null;
    }

    /** Plans what changed since the last time. Returns true if more is waiting. */
    public boolean plan(UnitOfWork work) {
        Setting cursor = work.setting(Setting.Scope.SUBSCRIBER, cursorName());
        List<StoredChange> changes =
                work.store().changes(cursor == null ? 0 : Long.parseLong(cursor.value()), PLAN_MAX);
        if (changes.isEmpty()) {
            return false;
        }
        long at = micros();
        Set<String> ids = new LinkedHashSet<>();
        for (StoredChange change : changes) {
            ids.add(change.goldenId());
            if (change.other() != null) {
                ids.add(change.other());
            }
        }
        ids.forEach(id -> planner.plan(id, at, work));
        long last = changes.get(changes.size() - 1).seq();
        work.put(new Setting(Setting.Scope.SUBSCRIBER, cursorName(), Long.toString(last), at));
        return changes.size() == PLAN_MAX;
    }

    /**
     * Takes what is due, at most a page, and notes each as an intent. Nothing is taken while the gate is closed; nothing
     * is created before the baseline is complete.
     */
    public List<DeliveryItem> take(int max, UnitOfWork work) {
        if (!gate.isOpen(target.system())) {
            return List.of();
        }
        long at = micros();
        int left = gate.phase(target.system()) == Phase.CANARY ? Math.min(max, canaryLeft(work)) : max;
        boolean mayCreate = baseline.allowsCreation(target.system());
        var items = new ArrayList<DeliveryItem>();
        for (DeliveryState due : work.store().dueDeliveries(target.system(), at, mayCreate ? max : max * 4)) {
            boolean creation = due.externalId().isEmpty();
            if (items.size() < max && (mayCreate || !creation || due.status() == Status.INTENT)) {
                DeliveryItem item = take(due, items.size() < left, at, work);
                if (item != null) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    private int canaryLeft(UnitOfWork work) {
        return canaryLeft(target, work.store().deliveryCounts(target.system()));
    }

    /** Customers that a target takes in the canary phase, beyond those that it has. */
    public static int canaryLeft(TargetPolicy target, Map<Status, Long> counts) {
        return (int) Math.max(0, target.canary() - counts.getOrDefault(Status.SETTLED, 0L));
    }

    /** @param room a refusal of consent is taken also where there is none */
    private @Nullable DeliveryItem take(DeliveryState due, boolean room, long at, UnitOfWork work) {
        StoredRecord record = due.externalId().isEmpty()
                ? null
                : work.record(new RecordKey(target.system(), entity, due.externalId()));
        CustomerData current = DeliveryPlanner.holds(record, due);
        Taken taken = planner.taken(due, current);
        if (taken == null) {
            work.put(DeliverySlots.desired(due, Status.SETTLED, at));
            return null;
        }
        if (!room && taken.kind() != DeliveryItem.Kind.OPT_OUT) {
            return null;
        }
        if (!taken.cleared().isEmpty() && clearsTooMuch(work)) {
            work.put(DeliveryPlanner.held(due, at));
            return null;
        }
        boolean lookUp = due.status() == Status.INTENT;
        CustomerData before = current.only(target.give()::contains);
        long lookUpAt = at + micros(outcomeTimeout);
        work.put(DeliverySlots.intent(due, taken.written(), before.isEmpty() ? null : before, lookUpAt));
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
                lookUp,
                at + micros(outcomeTimeout) / 2,
                lookUpAt);
    }

    private boolean clearsTooMuch(UnitOfWork work) {
        return clearsTooMuch(target, work.store().deliveryCounts(target.system()));
    }

    /** The brake: emptying fields of more customers than the share allows needs a person's consent. */
    public static boolean clearsTooMuch(TargetPolicy target, Map<Status, Long> counts) {
        long known = counts.values().stream().mapToLong(Long::longValue).sum();
        return target.brake().clears() * known < 1;
    }

    /** Gives a profile whose delivery was refused another try, without waiting for a change; true if there was one. */
    public boolean retry(String goldenId, UnitOfWork work) {
        StoredGolden golden = work.survivor(goldenId);
        boolean found = false;
        if (golden != null) {
            for (DeliveryState state : work.deliveries(target.system(), golden.id())) {
                if (state.status() == Status.REJECTED) {
                    work.put(DeliverySlots.desired(state, Status.PENDING, micros()));
                    found = true;
                }
            }
        }
        return found;
    }

    /** Settles what the target answered; items without an answer stay intents and are looked up later. */
    public void settle(List<DeliveryItem> items, List<DeliveryOutcome> outcomes, UnitOfWork work) {
        for (DeliveryItem item : items) {
            DeliveryState state = work.delivery(item.key());
            DeliveryOutcome outcome = outcomes.stream()
                    .filter(one -> one.itemId().equals(item.id()))
                    .findFirst()
                    .orElseGet(() -> new DeliveryOutcome.Unknown(item.id(), ErrorCode.OUTCOME_MISSING));
            // Once the time is over, another node may be at it: what this one does not know counts for nothing then.
            boolean late = state != null && state.nextAttemptAt() != item.lookUpAt();
            boolean tells = !late || outcome instanceof DeliveryOutcome.Applied;
            if (state != null && state.status() == Status.INTENT && tells) {
                settle(state, item, outcome, work);
            }
        }
    }

    private void settle(DeliveryState state, DeliveryItem item, DeliveryOutcome outcome, UnitOfWork work) {
        long at = micros();
        if (outcome instanceof DeliveryOutcome.Applied applied) {
            if (item.kind() == DeliveryItem.Kind.OPT_OUT && ConsentPlan.stillGrants(item, applied.readBack())) {
                String still = "The record shows a grant of consent after a refusal was entered";
                settle(state, item, new DeliveryOutcome.Rejected(item.id(), ErrorCode.VENDOR_REFUSED, still), work);
            } else {
                applied(state, item, applied, at, work);
            }
        } else if (outcome instanceof DeliveryOutcome.Rejected rejected) {
            forget(state, work);
            work.put(
                    item.kind() == DeliveryItem.Kind.OPT_IN
                            // Nobody is harmed, so that the other changes go on.
                            ? DeliverySlots.consented(state, item.current(), state.token(), at)
                            : DeliverySlots.failed(state, Status.REJECTED, rejected.code(), 0, at));
            work.put(DeadLetter.ofDelivery(
                    target.system(), entity, state.goldenId(), rejected.code(), rejected.message(), at));
            if (item.kind() == DeliveryItem.Kind.OPT_IN) {
                planner.plan(state.goldenId(), at, work);
            }
        } else if (outcome instanceof DeliveryOutcome.Retryable retryable) {
            forget(state, work);
            long next = at + micros(backoff(state.attempts(), retryable.retryAfter()));
            work.put(DeliverySlots.failed(state, Status.PENDING, retryable.code(), next, at));
        } else if (outcome instanceof DeliveryOutcome.Stale stale) {
            long next = at + micros(backoff(state.attempts(), null));
            work.put(DeliverySlots.stale(state, stale.token(), next, at));
            planner.plan(state.goldenId(), at, work);
        } else {
            var unknown = (DeliveryOutcome.Unknown) outcome;
            long next = at + micros(backoff(state.attempts(), null));
            work.put(DeliverySlots.failed(state, Status.INTENT, unknown.code(), next, at));
        }
    }

    private void forget(DeliveryState state, UnitOfWork work) {
        if (state.externalId().isEmpty()) {
            deliveries.closeCreation(new DeliveryKey(state.target(), state.goldenId(), state.externalId()), work);
        }
    }

    private void applied(
            DeliveryState state, DeliveryItem item, DeliveryOutcome.Applied applied, long at, UnitOfWork work) {
        // Of a creation whose first answer was lost, a record that nobody knew before the look-up is what it made.
        boolean again = item.isCreation() && item.lookUpFirst();
        StoredRecord record = work.record(new RecordKey(target.system(), entity, applied.externalId()));
        forget(state, work);
        DeliveryState before = work.deliveryOf(target.system(), applied.externalId());
        if (before != null && !before.goldenId().equals(state.goldenId())) {
            work.remove(before);
        }
        if (!state.externalId().equals(applied.externalId())) {
            work.remove(state);
        }
        DeliveryState settled = DeliverySlots.applied(
                state,
                applied.externalId(),
                answered(state, applied),
                applied.token(),
                state.created()
                        || applied.created()
                        || (again && record == null)
                        || (before != null && before.created()),
                at);
        work.put(
                item.kind().isConsent()
                        ? DeliverySlots.consented(state, applied.readBack(), applied.token(), at)
                        : settled);
        if (record != null && !record.deleted() && item.kind().isWithdrawal()) {
            ingestor.apply(record.gone(), record, CAUSE, work);
        } else if (record != null && !record.deleted()) {
            endAssertions(record, settled, item.desired(), work);
            // A record that was found there instead of being created is this customer's from now on.
            if (!state.goldenId().equals(record.goldenId())) {
                ingestor.resettle(record.key(), CAUSE, work);
            }
        }
        planner.plan(state.goldenId(), at, work);
    }

    /**
     * What the vendor made of what it was given. A record that was found instead of being created holds more, which
     * nobody asked it to empty yet.
     */
    private static CustomerData answered(DeliveryState state, DeliveryOutcome.Applied applied) {
        boolean found = state.externalId().isEmpty() && !applied.created();
        return found ? applied.readBack().only(state.desired().attributes()::contains) : applied.readBack();
    }

    /** Where the write replaced or emptied a value of the target's own, that assertion has ended. */
    private void endAssertions(StoredRecord record, DeliveryState settled, CustomerData asked, UnitOfWork work) {
        CustomerData readBack = Objects.requireNonNull(settled.readBack());
        Set<Attribute> given = deliveries.given(settled).attributes();
        CustomerData holds = record.data()
                .only(attribute -> !asked.isCleared(attribute) || readBack.get(attribute) != null)
                .with(readBack.only(given::contains));
        CustomerData after = ConsentEchoes.marked(holds, record, settled);
        if (!after.equals(record.data())) {
            ingestor.apply(record.holding(after, EchoGuard.afterWrite(after, record, given)), record, CAUSE, work);
        }
    }

    private static Duration backoff(int attempts, @Nullable Duration asked) {
        long factor = 1L << Math.min(attempts, BACKOFF_DOUBLINGS_MAX);
        Duration own = BACKOFF_FIRST.multipliedBy(factor);
        Duration bounded = own.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : own;
        return asked != null && asked.compareTo(bounded) > 0 ? asked : bounded;
    }

    /** True if a failure of this kind stops the whole target. */
    public static boolean stopsTarget(ErrorCode code) {
        return code.kind() == ErrorKind.FATAL;
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
