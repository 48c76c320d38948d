package dev.karat.engine.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.GroupCommitWriter;
import dev.karat.engine.delivery.Baseline;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.Reconciler;
import dev.karat.engine.delivery.WriteGate;
import dev.karat.engine.explain.Explainer;
import dev.karat.engine.explain.How;
import dev.karat.engine.explain.Why;
import dev.karat.engine.identity.IdentityResolver;
import dev.karat.engine.identity.MatchGraph;
import dev.karat.engine.ingest.Arrival;
import dev.karat.engine.ingest.Eraser;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RecordIngestor;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The running engine: takes pages, gives deliveries, carries out decisions. Everything that writes goes through its one
 * writer and is answered after the commit. Safe for several threads.
 */
public final class Hub implements AutoCloseable {
    private final Store store;
    private final GatewayPolicy policy;
    private final Clock clock;
    private final GroupCommitWriter writer;
    private final ExecutorService callbacks;
    private final RecordIngestor ingestor;
    private final IdentityResolver identity;
    private final Eraser eraser;
    private final Explainer explainer;
    private final MatchGraph graph;
    private final WriteGate gate;
    private final Baseline baseline;
    private final Map<String, Reconciler> reconcilers;
    private final MatchModel model;

    /**
     * Builds the engine and reads the match index from the store.
     *
     * @param erasureKey key of erasure hashes, at least 16 bytes, kept outside of the database
     * @param random source of golden ids
     */
    public Hub(
            Store store,
            GatewayPolicy policy,
            MatchModel model,
            Map<String, TargetBinding> targets,
            HubLimits limits,
            byte[] erasureKey,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.policy = policy;
        this.clock = clock;
        this.model = model;
        Steps steps = Steps.of(store, policy, model, targets, limits.outcomeTimeout(), erasureKey, clock, random);
        ingestor = steps.ingestor();
        identity = steps.identity();
        gate = steps.gate();
        baseline = steps.baseline();
        reconcilers = steps.reconcilers();
        graph = steps.graph();
        explainer = new Explainer(graph);
        eraser = new Eraser(graph, steps.erasures(), policy.targets().keySet());
        callbacks = Executors.newFixedThreadPool(2, task -> {
            var thread = new Thread(task, "karat-answers");
            thread.setDaemon(true);
            return thread;
        });
        writer = new GroupCommitWriter(store, limits.queueMax(), limits.commitRecordsMax(), callbacks);
        writer.start();
    }

    public Store store() {
        return store;
    }

    public GatewayPolicy policy() {
        return policy;
    }

    public MatchModel model() {
        return model;
    }

    public WriteGate gate() {
        return gate;
    }

    public Baseline baseline() {
        return baseline;
    }

    /** True if there is a target of that name, and its system is connected and can be written. */
    public boolean delivers(String target) {
        return reconcilers.containsKey(target);
    }

    public Clock clock() {
        return clock;
    }

    /** Records that matching knows: those in the index in memory. */
    public int indexed() {
        return graph.size();
    }

    /** Writes that wait for the writer. */
    public int waiting() {
        return writer.waiting();
    }

    /** Transactions since the start. */
    public long commits() {
        return writer.commits();
    }

    /** Takes a page; answers one outcome per record, after they are durable. Waits while the queue is full. */
    public CompletableFuture<List<IngestOutcome>> ingest(List<IngestItem> page) {
        List<Arrival> arrivals = ingestor.prepare(page);
        return writer.submit(Math.max(1, page.size()), work -> ingestor.ingest(arrivals, work));
    }

    /** Plans what changed for a target; true if more is waiting. */
    public CompletableFuture<Boolean> plan(String target) {
        Reconciler reconciler = reconciler(target);
        return writer.submit(Reconciler.PLAN_MAX, reconciler::plan);
    }

    /** Takes what is due at a target, at most {@code max} items, each noted as an intent. */
    public CompletableFuture<List<DeliveryItem>> take(String target, int max) {
        Reconciler reconciler = reconciler(target);
        return writer.submit(max, work -> reconciler.take(max, work));
    }

    /** Settles what a target answered. */
    public CompletableFuture<Boolean> settle(String target, List<DeliveryItem> items, List<DeliveryOutcome> outcomes) {
        Reconciler reconciler = reconciler(target);
        return writer.submit(Math.max(1, items.size()), work -> {
            reconciler.settle(items, outcomes, work);
            return true;
        });
    }

    /** Tries the delivery of a profile again that a target refused; true if there was one. */
    public CompletableFuture<Boolean> retry(String target, String goldenId) {
        Reconciler reconciler = reconciler(target);
        return writer.submit(1, work -> reconciler.retry(goldenId, work));
    }

    /** Changes of profiles that were not compared with the target yet; 0 for one that is not connected. */
    public long lag(String target) {
        Reconciler reconciler = reconcilers.get(target);
        return reconciler == null ? 0 : Math.max(0, store.lastChange() - reconciler.planned(store));
    }

    private Reconciler reconciler(String target) {
        Reconciler reconciler = reconcilers.get(target);
        if (reconciler == null) {
            throw new GatewayException(ErrorCode.TARGET_UNKNOWN, "There is no target " + target);
        }
        return reconciler;
    }

    /**
     * Makes sure that the stored profiles are those of the model: a change of model is applied on purpose, never by a
     * mere start. Call it before anything is taken in. Throws MODEL_CHANGED if another model made the profiles.
     *
     * @param rematch true to decide anew about all records then
     */
    public void pinModel(boolean rematch) {
        var wanted = ModelPin.of(model);
        long ridMax = store.counts().ridMax();
        Optional<ModelPin> pinned = cursor(Setting.Scope.GATEWAY, ModelPin.NAME).map(ModelPin::parse);
        // Profiles that nobody pinned are those of the model that every gateway starts with.
        ModelPin stored = pinned.orElseGet(() -> ridMax == 0 ? wanted : ModelPin.of(MatchModel.standard()));
        if (!stored.equals(wanted)) {
            if (!rematch) {
                throw stored.changedTo(wanted);
            }
            new Rematch(graph, identity).run(ridMax, "model " + wanted.version(), micros(), writer);
        }
        if (!pinned.equals(Optional.of(wanted))) {
            remember(Setting.Scope.GATEWAY, ModelPin.NAME, wanted.toString()).join();
        }
    }

    /** Carries out a steward's verdict. */
    public CompletableFuture<Boolean> decide(StewardDecision decision) {
        return writer.submit(1, work -> {
            identity.decide(decision, work);
            return true;
        });
    }

    /** How a profile came together; fails with NOT_FOUND or GONE. It reads what is committed, and writes nothing. */
    public CompletableFuture<How> how(String goldenId) {
        return writer.submit(1, work -> explainer.how(goldenId, work));
    }

    /** Why two stored records are one customer or two; fails with NOT_FOUND. Writes nothing. */
    public CompletableFuture<Why> why(RecordKey first, RecordKey second) {
        return writer.submit(1, work -> explainer.why(first, second, work));
    }

    /** Erases a customer on an explicit privacy request; answers the number of records erased. */
    public CompletableFuture<Integer> erase(String goldenId, String cause) {
        return writer.submit(1, work -> eraser.erase(goldenId, cause, micros(), work));
    }

    /** Grants a phase to a target. The file may allow less. */
    public CompletableFuture<Boolean> grant(String target, Phase phase) {
        if (!policy.targets().containsKey(target)) {
            throw new GatewayException(ErrorCode.TARGET_UNKNOWN, "There is no target " + target);
        }
        return remember(Setting.Scope.PHASE, target, phase.name()).thenApply(done -> {
            gate.granted(target, phase);
            return done;
        });
    }

    /** Notes that a system was read to its end once. */
    public CompletableFuture<Boolean> baselineCompleted(String system) {
        return remember(Setting.Scope.BASELINE, system, "complete").thenApply(done -> {
            baseline.completed(system);
            return done;
        });
    }

    /** Where a reader or subscriber stands, if it ever did. */
    public Optional<String> cursor(Setting.Scope scope, String name) {
        return store.setting(scope, name).map(Setting::value);
    }

    /** Makes a small fact durable, such as a cursor. */
    public CompletableFuture<Boolean> remember(Setting.Scope scope, String name, String value) {
        return writer.submit(1, work -> {
            work.put(new Setting(scope, name, value, micros()));
            return true;
        });
    }

    /** Drops dead letters that were replayed. */
    public CompletableFuture<Boolean> dropDeadLetter(long id) {
        return writer.submit(1, work -> {
            work.removeDeadLetter(id);
            return true;
        });
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** Commits what waits and stops; the store stays open. */
    @Override
    public void close() {
        writer.close();
        callbacks.shutdown();
        try {
            if (!callbacks.awaitTermination(10, TimeUnit.SECONDS)) {
                callbacks.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
