package dev.karat.engine.hub;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.change.Subscription;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.delivery.BrakeOrder;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.GoLive;
import dev.karat.engine.delivery.Reconciler;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.delivery.RevertPage;
import dev.karat.engine.delivery.Reverter;
import dev.karat.engine.ingest.Arrival;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StoredRecord;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that the one writer does in its transaction, asked for by this node or another one. It carries its own time,
 * because it may wait.
 *
 * @param <R> what it answers; see {@link CommandJson} for how it travels
 */
sealed interface Command<R> {
    R apply(Steps steps, UnitOfWork work);

    /** Works out what does not need the writer, on the thread that asks, and returns the rest. */
    default Function<UnitOfWork, R> prepared(Steps steps) {
        return work -> apply(steps, work);
    }

    /** Records in it, towards the size of a commit. */
    default int weight() {
        return 1;
    }

    record Ingest(List<IngestItem> page) implements Command<List<IngestOutcome>> {
        @Override
        public List<IngestOutcome> apply(Steps steps, UnitOfWork work) {
            return prepared(steps).apply(work);
        }

        @Override
        public Function<UnitOfWork, List<IngestOutcome>> prepared(Steps steps) {
            List<Arrival> arrivals = steps.ingestor().prepare(page);
            return work -> steps.ingestor().ingest(arrivals, work);
        }

        @Override
        public int weight() {
            return Math.max(1, page.size());
        }
    }

    /** Takes a page and takes it back: what would come of each record, while nothing of it is written. */
    record Rehearse(List<IngestItem> page) implements Command<List<IngestOutcome>> {
        @Override
        public List<IngestOutcome> apply(Steps steps, UnitOfWork work) {
            return prepared(steps).apply(work);
        }

        @Override
        public Function<UnitOfWork, List<IngestOutcome>> prepared(Steps steps) {
            List<Arrival> arrivals = steps.ingestor().prepare(page);
            return work -> work.rehearsed(() -> steps.ingestor().ingest(arrivals, work));
        }

        @Override
        public int weight() {
            return Math.max(1, page.size());
        }
    }

    record Plan(String target) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            Reconciler reconciler = steps.reconciler(target);
            steps.resyncer(target).note(work);
            return reconciler.plan(steps.reconcilers().values(), work);
        }

        @Override
        public int weight() {
            return Reconciler.PLAN_MAX;
        }
    }

    /** Compares the next profiles of a resync; true if more wait. */
    record Compare(String target) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            return steps.resyncer(target).compare(work);
        }

        @Override
        public int weight() {
            return Resync.PAGE;
        }
    }

    /** Begins, pauses, resumes or cancels a resync; false if there is nothing to do that with. */
    record Steer(String target, Resync.Order order, long at) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            return steps.resyncer(target).steer(order, at, work);
        }
    }

    /** See {@link Reconciler#take}. */
    record Take(String target, int max, int behindMax) implements Command<List<DeliveryItem>> {
        @Override
        public List<DeliveryItem> apply(Steps steps, UnitOfWork work) {
            return steps.reconciler(target).take(max, behindMax, work);
        }

        @Override
        public int weight() {
            return max;
        }
    }

    record Settle(String target, List<DeliveryItem> items, List<DeliveryOutcome> outcomes) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            steps.reconciler(target).settle(items, outcomes, work);
            return true;
        }

        @Override
        public int weight() {
            return Math.max(1, items.size());
        }
    }

    record Retry(String target, String goldenId) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            return steps.reconciler(target).retry(goldenId, work);
        }
    }

    /** Approves or rejects a run that the brake holds. */
    record DecideRun(String target, BrakeOrder order, long at) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            steps.reconciler(target).brake().decide(order, at, work);
            return true;
        }
    }

    /** Takes the next step of going live. */
    record StepLive(String target, GoLive.Order order, long at) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            steps.goLiver(target).step(order, at, work);
            return true;
        }
    }

    /**
     * Reverts the next writes of a run.
     *
     * @param dryRun true to take it back: what would be reverted
     */
    record Revert(String target, long run, @Nullable DeliveryKey after, boolean dryRun) implements Command<RevertPage> {
        @Override
        public RevertPage apply(Steps steps, UnitOfWork work) {
            Reverter reverter = steps.reconciler(target).reverter();
            return dryRun ? work.rehearsed(() -> reverter.revert(run, after, work)) : reverter.revert(run, after, work);
        }

        @Override
        public int weight() {
            return Reverter.PAGE;
        }
    }

    record Decide(StewardDecision decision) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            steps.identity().decide(decision, work);
            return true;
        }
    }

    record Erase(String goldenId, String cause, long at) implements Command<Integer> {
        @Override
        public Integer apply(Steps steps, UnitOfWork work) {
            return steps.eraser().erase(goldenId, cause, at, work);
        }
    }

    record EraseAgain(List<RecordKey> keys) implements Command<Integer> {
        @Override
        public Integer apply(Steps steps, UnitOfWork work) {
            int erased = 0;
            for (RecordKey key : keys) {
                StoredRecord record = work.record(key);
                if (record != null) {
                    steps.eraser().again(record, steps.ingestor(), work);
                    erased++;
                }
            }
            return erased;
        }

        @Override
        public int weight() {
            return Math.max(1, keys.size());
        }
    }

    /**
     * Makes a fact durable.
     *
     * @param lease without which the fact does not count
     */
    record Remember(Setting setting, Lease lease) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            work.put(setting, lease);
            return true;
        }
    }

    /**
     * Moves a subscriber on; false if the subscription was amended meanwhile.
     *
     * @param letters what the subscriber did not take
     * @param lease without which the subscriber does not move
     */
    record Tell(Setting place, List<DeadLetter> letters, Lease lease) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            Setting now = work.setting(place.scope(), place.name());
            long revision = now == null ? 0 : Subscription.read(now.value()).revision();
            if (Subscription.read(place.value()).revision() != revision + 1) {
                return false;
            }
            letters.forEach(work::put);
            work.put(place, lease);
            return true;
        }
    }

    /** Changes a subscription as an operator wants it; false if it has not begun yet. */
    record Amend(Setting.Scope scope, String name, Subscription.Amendment wanted, long at) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            Setting now = work.setting(scope, name);
            if (now == null) {
                return false;
            }
            Subscription amended = Subscription.read(now.value()).amended(wanted);
            work.put(new Setting(scope, name, amended.write(), at));
            return true;
        }
    }

    record DropDeadLetter(long id) implements Command<Boolean> {
        @Override
        public Boolean apply(Steps steps, UnitOfWork work) {
            work.removeDeadLetter(id);
            return true;
        }
    }

    /** Answers {@link dev.karat.engine.explain.How}, which does not travel. */
    record How(String goldenId) implements Command<dev.karat.engine.explain.How> {
        @Override
        public dev.karat.engine.explain.How apply(Steps steps, UnitOfWork work) {
            return steps.explainer().how(goldenId, work);
        }
    }

    /** Answers {@link dev.karat.engine.explain.Why}, which does not travel. */
    record Why(RecordKey first, RecordKey second) implements Command<dev.karat.engine.explain.Why> {
        @Override
        public dev.karat.engine.explain.Why apply(Steps steps, UnitOfWork work) {
            return steps.explainer().why(first, second, work);
        }
    }
}
