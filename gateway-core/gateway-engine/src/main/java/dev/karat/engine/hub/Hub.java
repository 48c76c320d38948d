package dev.karat.engine.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.change.Subscription;
import dev.karat.engine.delivery.Baseline;
import dev.karat.engine.delivery.BrakeOrder;
import dev.karat.engine.delivery.BrakeState;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.GoLive;
import dev.karat.engine.delivery.Preview;
import dev.karat.engine.delivery.PreviewPlan;
import dev.karat.engine.delivery.Reconciler;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.delivery.RevertPage;
import dev.karat.engine.delivery.RunCheck;
import dev.karat.engine.delivery.TargetFingerprint;
import dev.karat.engine.delivery.WriteGate;
import dev.karat.engine.explain.How;
import dev.karat.engine.explain.Why;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The running engine: takes pages, gives deliveries, carries out decisions. Everything that writes goes through the one
 * writer, of this process or of another node, and is answered after the commit. Safe for several threads.
 */
public final class Hub implements AutoCloseable {
    private final Setup setup;
    private final Writing writing;
    private final WriteGate gate;
    private final Baseline baseline;

    /**
     * Builds the engine of a process that is alone with its store, and reads the match index from it.
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
        this(store, policy, model, targets, Map.of(), limits, erasureKey, clock, random);
    }

    /**
     * The same where records are read by mappings.
     *
     * @param sources how the records of the systems are read, by name: the stored ones may have been read otherwise
     */
    public Hub(
            Store store,
            GatewayPolicy policy,
            MatchModel model,
            Map<String, TargetBinding> targets,
            Map<String, SourceMapping> sources,
            HubLimits limits,
            byte[] erasureKey,
            Clock clock,
            RandomGenerator random) {
        this(new Setup(store, policy, model, targets, sources, limits, erasureKey, clock, random));
    }

    private Hub(Setup setup) {
        this(setup, new Engine(setup, List.of()));
    }

    private Hub(Setup setup, Writing writing) {
        this.setup = setup;
        this.writing = writing;
        gate = new WriteGate(setup.policy().targets(), setup.store());
        baseline = new Baseline(setup.policy(), setup.store());
    }

    /**
     * Joins the nodes that share the store. One of them writes at a time, the others ask it. Throws MODEL_CHANGED if
     * another model made the stored profiles, and this node would write first.
     *
     * @param erasureKey as of the other nodes
     */
    public static Hub ofNode(
            SharedStore store,
            GatewayPolicy policy,
            MatchModel model,
            Map<String, TargetBinding> targets,
            HubLimits limits,
            byte[] erasureKey,
            Clock clock,
            RandomGenerator random,
            NodeSettings settings,
            Signals signals) {
        return ofNode(store, policy, model, targets, Map.of(), limits, erasureKey, clock, random, settings, signals);
    }

    /**
     * The same where records are read by mappings.
     *
     * @param sources how the records of the systems are read, by name: the stored ones may have been read otherwise
     */
    public static Hub ofNode(
            SharedStore store,
            GatewayPolicy policy,
            MatchModel model,
            Map<String, TargetBinding> targets,
            Map<String, SourceMapping> sources,
            HubLimits limits,
            byte[] erasureKey,
            Clock clock,
            RandomGenerator random,
            NodeSettings settings,
            Signals signals) {
        var setup = new Setup(store, policy, model, targets, sources, limits, erasureKey, clock, random);
        var node = new Node(setup, store, settings, signals);
        try {
            node.start();
        } catch (RuntimeException refused) {
            node.close();
            throw refused;
        }
        return new Hub(setup, node);
    }

    public Store store() {
        return setup.store();
    }

    public GatewayPolicy policy() {
        return setup.policy();
    }

    public MatchModel model() {
        return setup.model();
    }

    public WriteGate gate() {
        return gate;
    }

    public Baseline baseline() {
        return baseline;
    }

    /** True if there is a target of that name, and its system is connected and can be written. */
    public boolean delivers(String target) {
        return setup.targets().containsKey(target) && setup.policy().targets().containsKey(target);
    }

    public Clock clock() {
        return setup.clock();
    }

    /** Profiles that somebody should look at because of their size; none on a node that does not write. */
    public LargeProfiles largeProfiles() {
        return writing.largeProfiles();
    }

    /** Writes that wait for the writer. */
    public int waiting() {
        return writing.waiting();
    }

    /** Transactions of this process since it started to write. */
    public long commits() {
        return writing.commits();
    }

    /** This node's turn to do something that one node does at a time. */
    public Turn turn(String name) {
        return writing instanceof Node node ? node.turn(name) : Turn.ALWAYS;
    }

    /** The node that writes, where there are several; empty if this process is alone, or none writes now. */
    public Optional<String> writer() {
        return writing instanceof Node node ? Optional.ofNullable(node.writer()) : Optional.empty();
    }

    /** Name of this node; empty if this process is alone with its store. */
    public Optional<String> node() {
        return writing instanceof Node node ? Optional.of(node.name()) : Optional.empty();
    }

    /** What each node that gives a sign of life does alone, by name of the node; empty if this process is alone. */
    public Map<String, List<String>> turns() {
        return writing instanceof Node node ? node.turns() : Map.of();
    }

    /** Takes a page; answers one outcome per record, after they are durable. Waits while the queue is full. */
    public CompletableFuture<List<IngestOutcome>> ingest(List<IngestItem> page) {
        return writing.run(new Command.Ingest(page));
    }

    /** What would come of each record of a page; nothing of it is written. */
    public CompletableFuture<List<IngestOutcome>> rehearse(List<IngestItem> page) {
        return writing.run(new Command.Rehearse(page));
    }

    /** Plans what changed for a target; true if more is waiting. */
    public CompletableFuture<Boolean> plan(String target) {
        return writing.run(new Command.Plan(target));
    }

    /** How the comparison of every profile with a target stands; empty if the target was never planned. */
    public Optional<Resync> resync(String target) {
        return Resync.of(target, store());
    }

    /**
     * Compares the next page of a resync, or begins one if the target is given something else than before; true if more
     * is waiting. Nothing is asked of the writer while there is nothing to compare.
     */
    public CompletableFuture<Boolean> compare(String target) {
        return resync(target).map(known -> known.hasWork(given(target))).orElse(true)
                ? writing.run(new Command.Compare(target))
                : CompletableFuture.completedFuture(false);
    }

    private String given(String target) {
        TargetPolicy policy = policy().targets().get(target);
        TargetBinding binding = setup.targets().get(target);
        return policy == null || binding == null ? "" : TargetFingerprint.of(policy, binding.mapping());
    }

    /**
     * Begins a resync of a target, or pauses, resumes or cancels it; false if one is open already, or none is that this
     * could be done with. Fails with TARGET_UNKNOWN for one that is not connected.
     */
    public CompletableFuture<Boolean> steer(String target, Resync.Order order) {
        return writing.run(new Command.Steer(target, order, setup.micros()));
    }

    /** Takes what is due at a target, at most {@code max} items, each noted as an intent. */
    public CompletableFuture<List<DeliveryItem>> take(String target, int max) {
        return take(target, max, max);
    }

    /**
     * Takes what is due at a target, each noted as an intent: what changed, and only if there is nothing of that, what
     * was planned by a comparison of every profile.
     *
     * @param max items that changed
     * @param behindMax items of a comparison, at most {@code max}
     */
    public CompletableFuture<List<DeliveryItem>> take(String target, int max, int behindMax) {
        return writing.run(new Command.Take(target, max, behindMax));
    }

    /**
     * True if {@link #take} would find something to do at a target that may be written, be it that its brake marks, gives
     * back or ends; as of the last commit. Asks nothing of the writer.
     */
    public boolean isDue(String target) {
        return gate.isOpen(target)
                && (!store().dueDeliveries(target, setup.micros(), 1).isEmpty()
                        || brake(target).isUnderWay());
    }

    /** Settles what a target answered. */
    public CompletableFuture<Boolean> settle(String target, List<DeliveryItem> items, List<DeliveryOutcome> outcomes) {
        return writing.run(new Command.Settle(target, items, outcomes));
    }

    /** Tries the delivery of a profile again that a target refused; true if there was one. */
    public CompletableFuture<Boolean> retry(String target, String goldenId) {
        return writing.run(new Command.Retry(target, goldenId));
    }

    /**
     * What would be written to a target now, whatever its phase; of one that is not connected the forms of its vendor
     * are not known. Throws TARGET_UNKNOWN.
     */
    public Preview preview(String target) {
        TargetBinding bound = setup.targets().get(target);
        return bound == null
                ? new Preview(known(target), "customer", given -> given, ConsentReach.NONE, store())
                : new Preview(known(target), bound.entity(), bound.projection(), bound.consents(), store());
    }

    /** How the brake of a target stands. */
    public BrakeState brake(String target) {
        return BrakeState.of(known(target).system(), store());
    }

    /** Carries out what an operator decided about a run that the brake holds; fails with RUN_UNKNOWN. */
    public CompletableFuture<Boolean> decideRun(String target, BrakeOrder order) {
        return writing.run(new Command.DecideRun(target, order, setup.micros()));
    }

    /** Fingerprint of what decides about what a target is given; empty for one that is not connected. */
    public String givenNow(String target) {
        return setup.given(target);
    }

    /** Makes the plan of a preview durable; it takes the place of the one before. */
    public CompletableFuture<Boolean> remember(String target, PreviewPlan plan) {
        return remember(Setting.Scope.GATEWAY, PreviewPlan.settingName(target), plan.write());
    }

    /** Takes the next step of going live; fails with GO_LIVE_REFUSED, which says why. */
    public CompletableFuture<Boolean> stepLive(String target, GoLive.Order order) {
        return writing.run(new Command.StepLive(target, order, setup.micros()));
    }

    /**
     * Plans to give records back what a run replaced, a page of them.
     *
     * @param after where to go on; null for the first
     * @param dryRun true to tell only what would be done
     */
    public CompletableFuture<RevertPage> revert(
            String target, long run, CommitBatch.@Nullable DeliveryKey after, boolean dryRun) {
        return writing.run(new Command.Revert(target, run, after, dryRun));
    }

    /** What became of the writes of a run; of a target that is not connected the forms of its vendor are not known. */
    public RunCheck check(String target) {
        TargetBinding bound = setup.targets().get(target);
        return new RunCheck(known(target).system(), bound == null ? given -> given : bound.projection(), store());
    }

    private TargetPolicy known(String target) {
        TargetPolicy known = policy().targets().get(target);
        if (known == null) {
            throw new GatewayException(ErrorCode.TARGET_UNKNOWN, "There is no target " + target);
        }
        return known;
    }

    /** Changes of profiles that were not compared with the target yet; 0 for one that is not connected. */
    public long lag(String target) {
        return delivers(target) ? Math.max(0, store().lastChange() - Reconciler.planned(target, store())) : 0;
    }

    /**
     * Makes sure that the stored profiles are those of the policy: a change is planned and applied on purpose, never by a
     * mere start. Call it before anything is taken in; a node of several does it by itself before it writes. Throws
     * MODEL_CHANGED or POLICY_CHANGED if another policy made the profiles and the change was not applied.
     *
     * @param rematch true to decide anew about all records then
     */
    public void pinPolicy(boolean rematch) {
        if (writing instanceof Engine engine) {
            engine.pinPolicy(rematch);
        }
    }

    /**
     * Applies a change of policy that {@link PolicyPlan} named, with the next start that has that policy.
     *
     * @param change 16 hexadecimal digits
     */
    public CompletableFuture<Boolean> applyPolicy(String change) {
        return writing.run(new Command.Remember(PolicyPlan.applied(change, setup.micros()), Lease.ALONE));
    }

    /** Carries out a steward's verdict. */
    public CompletableFuture<Boolean> decide(StewardDecision decision) {
        return writing.run(new Command.Decide(decision));
    }

    /** How a profile came together; fails with NOT_FOUND or GONE. It reads what is committed, and writes nothing. */
    public CompletableFuture<How> how(String goldenId) {
        return writing.run(new Command.How(goldenId));
    }

    /** Why two stored records are one customer or two; fails with NOT_FOUND. Writes nothing. */
    public CompletableFuture<Why> why(RecordKey first, RecordKey second) {
        return writing.run(new Command.Why(first, second));
    }

    /** Erases a customer on an explicit privacy request; answers the number of records erased. */
    public CompletableFuture<Integer> erase(String goldenId, String cause) {
        return writing.run(new Command.Erase(goldenId, cause, setup.micros()));
    }

    /**
     * Erases records of customers who were erased already, as a restored database holds them.
     *
     * @return how many there were
     */
    public CompletableFuture<Integer> eraseAgain(List<RecordKey> keys) {
        return writing.run(new Command.EraseAgain(keys));
    }

    /** Grants a phase to a target. The file may allow less. */
    public CompletableFuture<Boolean> grant(String target, Phase phase) {
        return remember(Setting.Scope.PHASE, known(target).system(), phase.name());
    }

    /**
     * Stops all writing to a target, or to every one, whatever its phase: in this process at once, for all nodes and over
     * a restart when it is answered. Fails with TARGET_UNKNOWN.
     *
     * @param target null for every one
     * @param why who stops it and for what reason
     */
    public CompletableFuture<Boolean> stopWrites(@Nullable String target, String why) {
        String name = WriteGate.stopped(target == null ? null : known(target).system());
        gate.stopHere(target, true);
        // What could not be noted stays stopped here; what is noted may be lifted by any node.
        return remember(Setting.Scope.GATEWAY, name, why).thenApply(noted -> {
            gate.stopHere(target, false);
            return noted;
        });
    }

    /** Lifts {@link #stopWrites} of just that target, or of every one; phases hold as before. */
    public CompletableFuture<Boolean> resumeWrites(@Nullable String target) {
        String name = WriteGate.stopped(target == null ? null : known(target).system());
        return remember(Setting.Scope.GATEWAY, name, "").thenApply(noted -> {
            gate.stopHere(target, false);
            return noted;
        });
    }

    /** Notes that a system was read to its end once. */
    public CompletableFuture<Boolean> baselineCompleted(String system) {
        return remember(Setting.Scope.BASELINE, system, "complete");
    }

    /** Where a reader or subscriber stands, if it ever did. */
    public Optional<String> cursor(Setting.Scope scope, String name) {
        return store().setting(scope, name).map(Setting::value);
    }

    /** Makes a small fact durable. */
    public CompletableFuture<Boolean> remember(Setting.Scope scope, String name, String value) {
        return remember(scope, name, value, Lease.ALONE);
    }

    /**
     * Makes a place durable, such as a cursor.
     *
     * @param lease of the turn in which the place was reached; without it the place does not move
     */
    public CompletableFuture<Boolean> remember(Setting.Scope scope, String name, String value, Lease lease) {
        return writing.run(new Command.Remember(new Setting(scope, name, value, setup.micros()), lease));
    }

    /** How far a subscriber was told, if it ever was. */
    public Optional<Subscription> subscription(String subscriber) {
        return cursor(Setting.Scope.SUBSCRIBER, Subscription.SETTING + subscriber)
                .map(Subscription::read);
    }

    /** This node's turn to tell a subscriber. */
    public Turn subscriberTurn(String subscriber) {
        return turn(Subscription.SETTING + subscriber);
    }

    /**
     * Moves a subscriber on.
     *
     * @param next the revision after the one that was found
     * @param letters what the subscriber did not take
     * @param lease of the turn; without it the subscriber does not move
     * @return false if the subscription was amended meanwhile
     */
    public CompletableFuture<Boolean> tell(
            String subscriber, Subscription next, List<DeadLetter> letters, Lease lease) {
        var place =
                new Setting(Setting.Scope.SUBSCRIBER, Subscription.SETTING + subscriber, next.write(), setup.micros());
        return writing.run(new Command.Tell(place, letters, lease));
    }

    /** Changes a subscription as an operator wants it; false if it has not begun yet. */
    public CompletableFuture<Boolean> amend(String subscriber, Subscription.Amendment wanted) {
        return writing.run(
                new Command.Amend(Setting.Scope.SUBSCRIBER, Subscription.SETTING + subscriber, wanted, setup.micros()));
    }

    /** Drops dead letters that were replayed. */
    public CompletableFuture<Boolean> dropDeadLetter(long id) {
        return writing.run(new Command.DropDeadLetter(id));
    }

    /** Commits what waits and stops; the store stays open. */
    @Override
    public void close() {
        writing.close();
    }
}
