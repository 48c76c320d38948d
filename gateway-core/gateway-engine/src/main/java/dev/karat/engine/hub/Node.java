package dev.karat.engine.hub;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.match.LargeProfiles;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.SharedStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several nodes that share a database. One of them writes: it holds the match index in memory and the writer's
 * lease, whose epoch fences every commit. The others ask it through the database, and one of them takes over when it
 * gives no sign of life. Nothing that was acknowledged depends on a node. Safe for several threads.
 */
final class Node implements Writing {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** How long a thread sleeps that nobody wakes. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** How long a node that could not take over leaves writing to others. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private static final Duration ANSWERS_KEPT = Duration.ofMinutes(10);

    private final Setup setup;
    private final SharedStore store;
    private final NodeSettings settings;
    private final HeldLeases leases;
    private final AskedWriter asked;
    private final Signals signals;
    private final List<Thread> threads;
    private volatile @Nullable Engine engine;
    private volatile boolean closed;
    /** The engine is closed, so that the leases are not needed any more. */
    private volatile boolean left;

    Node(Setup setup, SharedStore store, NodeSettings settings, Signals signals) {
        this.setup = setup;
        this.store = store;
        this.settings = settings;
        this.signals = signals;
        leases = new HeldLeases(store, settings.name(), settings.leaseTtl(), System::nanoTime);
        asked = new AskedWriter(store, settings.name(), signals, setup.limits().queueMax(), System::nanoTime);
        threads = List.of(
                new DaemonThreads("karat-leases").newThread(this::keepLeases),
                new DaemonThreads("karat-takeover").newThread(this::write),
                new DaemonThreads("karat-asking").newThread(this::collect));
    }

    /**
     * Joins the other nodes. Throws MODEL_CHANGED or POLICY_CHANGED if another policy made the stored profiles,
     * CLUSTER_KEY_DIFFERS if the hashes of what was erased were made with another key.
     */
    void start() {
        check();
        leases.round();
        signals.on(HeldLeases.WRITER, () -> LockSupport.unpark(threads.get(1)));
        signals.on(settings.name(), () -> LockSupport.unpark(threads.get(2)));
        // Before the index is read, which may take longer than the lease lasts.
        threads.get(0).start();
        if (leases.writer() != null) {
            guarded("write at its start", this::takeOver);
        }
        threads.get(1).start();
        threads.get(2).start();
    }

    /** What would make this node write other things than the others do. */
    private void check() {
        PolicyPin.holds(store, setup.pin(), settings.rematch());
        ErasureKeyPin.check(store, setup.erasureKey());
    }

    Turn turn(String name) {
        return leases.turn(name);
    }

    @Override
    public <R> CompletableFuture<R> run(Command<R> command) {
        Engine here = engine;
        if (closed) {
            return CompletableFuture.failedFuture(new GatewayException(ErrorCode.WRITER_LOST, "This node is stopping"));
        }
        return here == null
                ? asked.ask(command)
                : here.run(command)
                        .exceptionallyComposeAsync(
                                failed -> isLost(failed) ? asked.ask(command) : CompletableFuture.failedFuture(failed),
                                asked.answers());
    }

    /** True if it is tried again at once: the database was away, or another node was faster. */
    static boolean passes(Throwable failed) {
        Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
        return cause instanceof GatewayException known
                && (isLost(known) || known.code() == ErrorCode.STORE_UNAVAILABLE);
    }

    /** True if surely nothing of it became durable. */
    private static boolean isLost(Throwable failed) {
        return failed instanceof GatewayException known && known.code() == ErrorCode.WRITER_LOST;
    }

    String name() {
        return settings.name();
    }

    Map<String, List<String>> turns() {
        return HeldLeases.turns(store.held());
    }

    /** The node that writes, if one does. */
    @Nullable
    String writer() {
        return store.held().stream()
                .filter(lease -> lease.name().equals(HeldLeases.WRITER))
                .map(Lease::owner)
                .findFirst()
                .orElse(null);
    }

    private void keepLeases() {
        long pause = settings.leaseTtl().toNanos() / 3;
        while (!left) {
            LockSupport.parkNanos(pause);
            guarded("keep its leases", leases::round);
        }
    }

    /** Writes while the lease is held: serves the inbox, and builds the index anew after a failed commit. */
    private void write() {
        long cleanedAt = System.nanoTime();
        @Nullable AnsweringWriter serving = null;
        while (!closed) {
            Engine here = engine;
            Lease lease = leases.writer();
            if (here != null && (here.hasFailed() || !here.writesBy(lease))) {
                stepDown(here);
                serving = null;
            } else if (here == null && lease != null) {
                guarded("take over writing", this::takeOver);
                serving = null;
            } else if (here != null) {
                AnsweringWriter answering = serving == null ? new AnsweringWriter(store, here, signals) : serving;
                serving = answering;
                boolean[] found = {false};
                guarded("serve other nodes", () -> found[0] = answering.serve());
                if (found[0]) {
                    continue;
                }
                if (System.nanoTime() - cleanedAt > ANSWERS_KEPT.toNanos()) {
                    cleanedAt = System.nanoTime();
                    guarded("drop old answers", () -> store.dropOlderThan(ANSWERS_KEPT));
                }
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private void takeOver() {
        Lease lease = leases.takeWriterAnew();
        if (lease == null) {
            return;
        }
        long started = System.nanoTime();
        @Nullable Engine taken = null;
        try {
            check();
            taken = new Engine(setup, List.of(lease));
            Setting key = ErasureKeyPin.of(setup.erasureKey(), setup.micros());
            taken.run(new Command.Remember(key, Lease.ALONE)).join();
            taken.pinPolicy(settings.rematch());
        } catch (RuntimeException | Error refused) {
            if (taken != null) {
                taken.close();
            }
            if (!passes(refused)) {
                // Another node may be able to.
                leases.leaveWriting(TRY_AGAIN);
            }
            throw refused;
        }
        engine = taken;
        LOG.info(
                "Node {} writes now, epoch {}; its index was read in {} ms",
                settings.name(),
                lease.epoch(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
    }

    private void stepDown(Engine from) {
        engine = null;
        LOG.warn(
                "Node {} writes no more: {}",
                settings.name(),
                from.hasFailed() ? "a commit failed" : "its lease is lost");
        from.close();
    }

    private void collect() {
        while (!closed) {
            boolean[] found = {false};
            guarded("collect answers", () -> found[0] = asked.collect());
            if (!found[0]) {
                LockSupport.parkNanos(LOOK_AGAIN.toNanos() / 2);
            }
        }
    }

    /** What fails is tried again; the database may be away. */
    private void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failed) {
            if (!closed) {
                LOG.warn("Node {} cannot {} now: {}", settings.name(), what, failed.toString());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    @Override
    public int waiting() {
        Engine here = engine;
        return asked.waiting() + (here == null ? 0 : here.waiting());
    }

    @Override
    public LargeProfiles largeProfiles() {
        Engine here = engine;
        return here == null ? LargeProfiles.NONE : here.largeProfiles();
    }

    @Override
    public long commits() {
        Engine here = engine;
        return here == null ? 0 : here.commits();
    }

    @Override
    public void close() {
        closed = true;
        asked.close();
        threads.forEach(LockSupport::unpark);
        try {
            threads.get(1).join(TimeUnit.SECONDS.toMillis(10));
            Engine here = engine;
            engine = null;
            if (here != null) {
                here.close();
            }
            left = true;
            for (Thread thread : threads) {
                LockSupport.unpark(thread);
                thread.join(TimeUnit.SECONDS.toMillis(10));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        guarded("give its leases back", leases::leave);
    }
}
