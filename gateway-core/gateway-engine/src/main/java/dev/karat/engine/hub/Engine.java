package dev.karat.engine.hub;

import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.commit.GroupCommitWriter;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.store.Inbox;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a record's way with their index in memory, and the one writer that carries out commands. */
final class Engine implements Writing {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final Setup setup;
    private final Steps steps;
    private final GroupCommitWriter writer;
    private final ExecutorService callbacks;
    private final List<Lease> fence;
    private volatile boolean failed;

    /**
     * Reads the match index from the store, which takes a while, and starts the writer.
     *
     * @param fence leases without which nothing becomes durable
     */
    Engine(Setup setup, List<Lease> fence) {
        this.setup = setup;
        this.fence = fence;
        Instant start = setup.clock().instant();
        steps = Steps.of(setup);
        LOG.info(
                "Index of {} records in {} s",
                steps.graph().size(),
                Duration.between(start, setup.clock().instant()).toMillis() / 1000.0);
        callbacks = Executors.newFixedThreadPool(2, new DaemonThreads("karat-answers"));
        var limits = setup.limits();
        writer = new GroupCommitWriter(
                setup.store(),
                limits.queueMax(),
                limits.commitRecordsMax(),
                callbacks,
                fence,
                failure -> failed = true);
        writer.start();
    }

    /** True if a commit failed: the database may have it, so that another engine has to be made of what it has. */
    boolean hasFailed() {
        return failed;
    }

    /** True if it writes by this lease. */
    boolean writesBy(@Nullable Lease lease) {
        return lease != null && fence.contains(lease);
    }

    @Override
    public <R> CompletableFuture<R> run(Command<R> command) {
        Function<UnitOfWork, R> rest = command.prepared(steps);
        return writer.submit(command.weight(), rest::apply);
    }

    /** Carries out another node's command; the answer becomes durable with it. */
    <R> CompletableFuture<R> answer(Command<R> command, Function<R, Inbox.Answer> answer) {
        Function<UnitOfWork, R> rest = command.prepared(steps);
        return writer.submit(command.weight(), work -> {
            R result = rest.apply(work);
            work.put(answer.apply(result));
            return result;
        });
    }

    /** Makes an answer durable that nothing else goes with. */
    CompletableFuture<Boolean> answer(Inbox.Answer answer) {
        return writer.submit(1, work -> {
            work.put(answer);
            return true;
        });
    }

    /**
     * Makes sure that the stored profiles are those of the policy. Throws MODEL_CHANGED or POLICY_CHANGED if another one
     * made them and the change was not applied.
     *
     * @param rematch true to decide anew about all records then
     */
    void pinPolicy(boolean rematch) {
        PolicyPin wanted = setup.pin();
        PolicyPin stored = PolicyPin.stored(setup.store(), wanted);
        boolean holds = PolicyPin.holds(setup.store(), wanted, rematch);
        PolicyPin from = stored.withMappings(wanted);
        // Before anything is read by them.
        note(from.mappings().facts(setup.micros()));
        if (!holds) {
            carryOut(stored, wanted);
            note(wanted.facts(setup.micros()));
            note(PolicyPin.settled(setup.micros()));
            return;
        }
        stored.differences(wanted)
                .forEach(difference -> LOG.warn(
                        "{}; what is stored stays as it was read until karat plan and karat apply", difference));
        note(from.facts(setup.micros()));
        if (!setup.sources().isEmpty()) {
            // Who knows no mappings, such as a load, does not know whether anything is left.
            note(PolicyPin.settled(setup.micros()));
        }
    }

    /** From a change of mapping on the records are what they would have been, so that their profiles are made of that. */
    private void carryOut(PolicyPin stored, PolicyPin wanted) {
        String change = stored.changeTo(wanted);
        String cause = stored.model().equals(wanted.model())
                ? "policy " + change
                : "model " + wanted.model().version();
        var mappings = stored.mappings().changes(wanted.mappings(), setup.sources());
        new MappingReplay(steps.replay(), mappings).run(change, cause, setup, writer);
        if (!stored.decidesAs(wanted)) {
            long ridMax = setup.store().counts().ridMax();
            new Rematch(steps.graph(), steps.identity()).run(ridMax, cause, setup.micros(), writer);
        }
    }

    private void note(List<Setting> facts) {
        facts.stream()
                .filter(fact -> setup.store()
                        .setting(fact.scope(), fact.name())
                        .filter(before -> before.value().equals(fact.value()))
                        .isEmpty())
                .forEach(fact -> run(new Command.Remember(fact, Lease.ALONE)).join());
    }

    @Override
    public int waiting() {
        return writer.waiting();
    }

    @Override
    public long commits() {
        return writer.commits();
    }

    @Override
    public LargeProfiles largeProfiles() {
        return steps.identity().large();
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
