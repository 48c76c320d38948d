package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.ingest.ConsentEchoes;
import dev.karat.engine.ingest.EchoGuard;
import dev.karat.engine.ingest.RecordIngestor;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Echoes;
import dev.karat.engine.store.StoredRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The step of a {@link Reconciler} that notes what the target answered, and when what failed is tried again. */
final class Settling {
    /** Why profiles change by what was written, in the change log. */
    private static final String CAUSE = "delivery";

    private static final Duration BACKOFF_FIRST = Duration.ofSeconds(1);
    private static final Duration BACKOFF_MAX = Duration.ofMinutes(15);

    private final String target;
    private final String entity;
    private final DeliveryPlanner planner;
    private final Deliveries deliveries;
    private final RecordIngestor ingestor;
    private final Clock clock;

    Settling(
            String target,
            String entity,
            DeliveryPlanner planner,
            Deliveries deliveries,
            RecordIngestor ingestor,
            Clock clock) {
        this.target = target;
        this.entity = entity;
        this.planner = planner;
        this.deliveries = deliveries;
        this.ingestor = ingestor;
        this.clock = clock;
    }

    /** Settles what the target answered; items without an answer stay intents and are looked up later. */
    void settle(List<DeliveryItem> items, List<DeliveryOutcome> outcomes, UnitOfWork work) {
        Map<String, DeliveryOutcome> answered = new HashMap<>();
        outcomes.forEach(outcome -> answered.putIfAbsent(outcome.itemId(), outcome));
        prefetch(items, outcomes, work);
        for (DeliveryItem item : items) {
            DeliveryState state = work.delivery(item.key());
            DeliveryOutcome known = answered.get(item.id());
            DeliveryOutcome outcome =
                    known != null ? known : new DeliveryOutcome.Unknown(item.id(), ErrorCode.OUTCOME_MISSING);
            // Once the time is over, another node may be at it: what this one does not know counts for nothing then.
            boolean late = state != null && state.nextAttemptAt() != item.lookUpAt();
            boolean tells = !late || outcome instanceof DeliveryOutcome.Applied;
            if (state != null && state.status() == Status.INTENT && tells) {
                settle(state, item, outcome, work);
            } else if (state == null && item.isCreation()) {
                settleFound(item, outcome, work);
            }
        }
    }

    /**
     * The new record was read, as after a vendor's call, before its creation was answered, and has taken the slot over. It
     * may have been half of what was written then: some vendors are given rows of a record by calls of their own.
     */
    private void settleFound(DeliveryItem item, DeliveryOutcome outcome, UnitOfWork work) {
        for (DeliveryState slot : work.deliveries(target, item.key().goldenId())) {
            boolean found =
                    slot.status() == Status.SETTLED && slot.created() && Objects.equals(slot.written(), item.desired());
            if (found && outcome instanceof DeliveryOutcome.Applied applied) {
                if (applied.externalId().equals(slot.externalId())) {
                    work.put(DeliverySlots.applied(
                            slot, slot.externalId(), applied.readBack(), applied.token(), true, micros()));
                }
            } else if (found) {
                work.put(DeliverySlots.unfinished(slot, micros() + micros(BACKOFF_FIRST), micros()));
            }
        }
    }

    private void prefetch(List<DeliveryItem> items, List<DeliveryOutcome> outcomes, UnitOfWork work) {
        planner.prefetch(items.stream().map(item -> item.key().goldenId()).toList(), work);
        List<String> there = outcomes.stream()
                .filter(DeliveryOutcome.Applied.class::isInstance)
                .map(outcome -> ((DeliveryOutcome.Applied) outcome).externalId())
                .toList();
        work.prefetch(
                there.stream().map(id -> new RecordKey(target, entity, id)).toList());
        work.prefetchDeliveries(target, there);
    }

    private void settle(DeliveryState intent, DeliveryItem item, DeliveryOutcome outcome, UnitOfWork work) {
        long at = micros();
        boolean told = item.kind().isConsent() && !(outcome instanceof DeliveryOutcome.Unknown);
        DeliveryState state = told ? DeliverySlots.told(intent) : intent;
        if (outcome instanceof DeliveryOutcome.Applied applied) {
            if (item.kind() == DeliveryItem.Kind.OPT_OUT && ConsentPlan.stillGrants(item, applied.readBack())) {
                String still = "The record shows a grant of consent after a refusal was entered";
                rejected(
                        state,
                        item,
                        new DeliveryOutcome.Rejected(item.id(), ErrorCode.VENDOR_REFUSED, still),
                        at,
                        work);
            } else {
                applied(state, intent, item, applied, at, work);
            }
        } else if (outcome instanceof DeliveryOutcome.Rejected rejected) {
            rejected(state, item, rejected, at, work);
        } else if (outcome instanceof DeliveryOutcome.Retryable retryable) {
            long next = at + micros(backoff(state, retryable.retryAfter()));
            // What the write before this one did is still not known then.
            Status status = item.lookUpFirst() ? Status.INTENT : Status.PENDING;
            if (status == Status.PENDING) {
                forget(state, work);
            }
            work.put(DeliverySlots.failed(state, status, retryable.code(), next, at));
        } else if (outcome instanceof DeliveryOutcome.Postponed postponed) {
            postponed(intent, item, postponed, at, work);
        } else if (outcome instanceof DeliveryOutcome.Stale stale) {
            long next = at + micros(backoff(state, null));
            work.put(DeliverySlots.stale(state, stale.token(), next, at));
            planner.plan(state.goldenId(), at, work);
        } else {
            unknown(state, (DeliveryOutcome.Unknown) outcome, at, work);
        }
    }

    /** What nothing can find out waits for somebody who looks, and is told of once. */
    private void unknown(DeliveryState state, DeliveryOutcome.Unknown unknown, long at, UnitOfWork work) {
        if (unknown.code() == ErrorCode.OUTCOME_UNKNOWN && state.error() != unknown.code()) {
            String message =
                    "Whether the customer was created is not known, and nothing that was written finds it there";
            work.put(DeadLetter.ofDelivery(target, entity, state.goldenId(), unknown.code(), message, at));
        }
        long next = at + micros(backoff(state, null));
        work.put(DeliverySlots.failed(state, Status.INTENT, unknown.code(), next, at));
    }

    /** A grant that is not taken harms nobody, so that the other changes go on. */
    private void rejected(
            DeliveryState state, DeliveryItem item, DeliveryOutcome.Rejected rejected, long at, UnitOfWork work) {
        forget(state, work);
        work.put(DeadLetter.ofDelivery(target, entity, state.goldenId(), rejected.code(), rejected.message(), at));
        if (item.kind() == DeliveryItem.Kind.OPT_IN) {
            work.put(DeliverySlots.consented(state, item.current(), state.token(), at));
            planner.plan(state.goldenId(), at, work);
        } else {
            work.put(DeliverySlots.failed(state, Status.REJECTED, rejected.code(), 0, at));
            if (item.isCreation() && !item.desired().equals(fields(state))) {
                // What was refused is not what is wanted by now.
                work.put(DeliverySlots.desired(state, Status.PENDING, at));
            }
        }
    }

    private static CustomerData fields(DeliveryState state) {
        return state.desired().only(attribute -> attribute != Attribute.CONSENTS);
    }

    /** Nobody tried, so it keeps its turn: what was looked for first is, and a change stays before a back-fill. */
    private void postponed(
            DeliveryState state, DeliveryItem item, DeliveryOutcome.Postponed outcome, long at, UnitOfWork work) {
        Duration wait = outcome.retryAfter();
        long later = at + (wait == null ? 0 : micros(wait));
        if (item.lookUpFirst()) {
            work.put(DeliverySlots.postponed(state, Status.INTENT, outcome.code(), later, at));
            return;
        }
        forget(state, work);
        work.put(DeliverySlots.postponed(state, Status.PENDING, outcome.code(), DeliverySlots.again(item, later), at));
        planner.plan(state.goldenId(), at, work);
    }

    private void forget(DeliveryState state, UnitOfWork work) {
        if (state.externalId().isEmpty()) {
            deliveries.closeCreation(new DeliveryKey(state.target(), state.goldenId(), state.externalId()), work);
        }
    }

    private void applied(
            DeliveryState state,
            DeliveryState intent,
            DeliveryItem item,
            DeliveryOutcome.Applied applied,
            long at,
            UnitOfWork work) {
        // Of a creation whose first answer was lost, a record that nobody knew before the look-up is what it made.
        boolean again = item.isCreation() && item.lookUpFirst();
        StoredRecord record = work.record(new RecordKey(target, entity, applied.externalId()));
        forget(state, work);
        DeliveryState before = work.deliveryOf(target, applied.externalId());
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
            endAssertions(record, settled, intent, item, work);
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
    private void endAssertions(
            StoredRecord record, DeliveryState settled, DeliveryState intent, DeliveryItem item, UnitOfWork work) {
        CustomerData readBack = Objects.requireNonNull(settled.readBack());
        Set<Attribute> given = deliveries.given(settled).attributes();
        CustomerData holds = record.data()
                .only(attribute -> !item.desired().isCleared(attribute) || readBack.get(attribute) != null)
                .with(readBack.only(given::contains));
        CustomerData after = item.kind().isConsent()
                ? ConsentEchoes.answered(holds, item.current(), intent)
                : ConsentEchoes.read(holds, record, settled);
        if (after.equals(record.data())) {
            return;
        }
        Echoes echoes = EchoGuard.afterWrite(after, record, given);
        CustomerData crossed = CrossedEdits.of(record, item, after, given);
        ingestor.apply(record.holding(after, CrossedEdits.with(echoes, crossed)), record, CAUSE, work);
        if (!crossed.isEmpty()) {
            ingestor.endThoseThatLost(crossed, echoes, record.key(), CAUSE, work);
        }
    }

    /** Drawn from what is tried and how often it failed, so that the same history always has the same waits. */
    private static Duration backoff(DeliveryState state, @Nullable Duration asked) {
        long seed =
                31L * (31L * state.goldenId().hashCode() + state.externalId().hashCode()) + state.attempts();
        var random = new SplittableRandom(seed);
        Duration own = new Backoff(BACKOFF_FIRST, BACKOFF_MAX, random).after(state.attempts() + 1);
        return asked != null && asked.compareTo(own) > 0 ? asked : own;
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
