package dev.karat.engine.hub;

import dev.karat.engine.commit.GroupCommitWriter;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.store.Inbox;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The steps of a record's way with their index in memory, and the one writer that carries out commands. */
final class Engine implements Writing {
    private final Setup setup;
    private final Steps steps;
    private final GroupCommitWriter writer;
    private final ExecutorService callbacks;

    /**
     * Reads the match index from the store, which takes a while, and starts the writer.
     *
     * @param fence leases without which nothing becomes durable
     * @param onFailedCommit told when a commit failed; this engine must not be used any more then, because the database
     *     may have it
     */
    Engine(Setup setup, List<Lease> fence, Consumer<Throwable> onFailedCommit) {
        this.setup = setup;
        steps = Steps.of(setup);
        callbacks = Executors.newFixedThreadPool(2, task -> {
            var thread = new Thread(task, "karat-answers");
            thread.setDaemon(true);
            return thread;
        });
        var limits = setup.limits();
        writer = new GroupCommitWriter(
                setup.store(), limits.queueMax(), limits.commitRecordsMax(), callbacks, fence, onFailedCommit);
        writer.start();
    }

    @Override
    public <R> CompletableFuture<R> run(Command<R> command) {
        Function<UnitOfWork, R> rest = command.prepare(steps);
        return writer.submit(command.weight(), rest::apply);
    }

    /** Carries out another node's command; the answer becomes durable with it. */
    <R> CompletableFuture<R> answer(Command<R> command, Function<R, Inbox.Answer> answer) {
        return writer.submit(command.weight(), work -> {
            R result = command.apply(steps, work);
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
     * Makes sure that the stored profiles are those of the model: a change of model is applied on purpose, never by a
     * mere start. Throws MODEL_CHANGED if another model made the profiles.
     *
     * @param rematch true to decide anew about all records then
     */
    void pinModel(boolean rematch) {
        var wanted = ModelPin.of(setup.model());
        long ridMax = setup.store().counts().ridMax();
        Optional<ModelPin> pinned = setup.store()
                .setting(Setting.Scope.GATEWAY, ModelPin.NAME)
                .map(setting -> ModelPin.parse(setting.value()));
        // Profiles that nobody pinned are those of the model that every gateway starts with.
        ModelPin stored = pinned.orElseGet(() -> ridMax == 0 ? wanted : ModelPin.of(MatchModel.standard()));
        if (!stored.equals(wanted)) {
            if (!rematch) {
                throw stored.changedTo(wanted);
            }
            new Rematch(steps.graph(), steps.identity())
                    .run(ridMax, "model " + wanted.version(), setup.micros(), writer);
        }
        if (!pinned.equals(Optional.of(wanted))) {
            var pin = new Setting(Setting.Scope.GATEWAY, ModelPin.NAME, wanted.toString(), setup.micros());
            run(new Command.Remember(pin, null)).join();
        }
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
