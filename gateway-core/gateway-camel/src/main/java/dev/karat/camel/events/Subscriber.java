package dev.karat.camel.events;

import dev.karat.camel.system.Circuit;
import dev.karat.engine.change.EventJson;
import dev.karat.engine.change.LogWatch;
import dev.karat.engine.change.Subscription;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.delivery.Backoff;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.SubscriberPolicy;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber with threads of its own, so that it delays no other. Safe for several threads. */
final class Subscriber implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    /** Longest time after which a subscriber that takes nothing is tried again. */
    private static final Duration CIRCUIT_MAX = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final SubscriberPolicy policy;
    private final Hub hub;
    private final LogWatch watch;
    private final Circuit circuit;
    private final Tally tally;
    private final Teller teller;
    private final ExecutorService pool;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean failing;

    Subscriber(
            SubscriberPolicy policy,
            Hub hub,
            LogWatch watch,
            Secrets secrets,
            EventJson json,
            HttpClient client,
            RandomGenerator random) {
        this.policy = policy;
        this.hub = hub;
        this.watch = watch;
        var retry = policy.retry();
        Duration circuitMax = retry.max().compareTo(CIRCUIT_MAX) < 0 ? retry.max() : CIRCUIT_MAX;
        circuit = new Circuit(policy.name(), hub.clock(), new Backoff(retry.first(), circuitMax, random));
        tally = new Tally(hub.clock());
        String name = "karat-events-" + policy.name();
        pool = Executors.newFixedThreadPool(policy.limits().concurrency(), new DaemonThreads(name));
        teller = new Teller(
                hub,
                policy,
                new Webhook(policy, secrets, json, client, hub.clock()),
                circuit,
                new Backoff(retry.first(), retry.max(), random),
                tally,
                pool,
                () -> stopping);
        thread = new DaemonThreads(name).newThread(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping) {
                if (!again()) {
                    long behind = teller.waitsBehind();
                    if (behind < 0) {
                        Thread.sleep(LOOK.toMillis());
                    } else {
                        watch.await(behind, LOOK);
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unexpected) {
            LOG.error("Subscriber {} cannot be told any more", policy.name(), unexpected);
        }
    }

    /** A round; what fails in it, such as a database that is away or a secret that is missing, is tried again. */
    private boolean again() throws InterruptedException {
        try {
            boolean more = teller.round();
            failing = false;
            return more;
        } catch (RuntimeException failure) {
            if (!failing) {
                LOG.warn("Subscriber {} cannot be told now, and is tried again: {}", policy.name(), failure.toString());
            }
            failing = true;
            tally.failed(String.valueOf(failure.getMessage()));
            Thread.sleep(AFTER_FAILURE.toMillis());
            return false;
        }
    }

    /** Lets it be tried at once. */
    void resume() {
        circuit.close();
    }

    SubscriberStatus status() {
        Optional<Subscription> place = hub.subscription(policy.name());
        String stopped = place.map(Subscription::stopped).orElse(null);
        Instant until = circuit.isOpen() ? circuit.until() : null;
        return new SubscriberStatus(
                policy.name(),
                state(stopped, until),
                place.map(one -> Math.max(0, hub.store().lastChange() - one.after()))
                        .orElse(0L),
                place.map(one -> one.held().size()).orElse(0),
                stopped,
                until,
                tally.taken(),
                tally.refused(),
                tally.lastTaken(),
                tally.lastFailure());
    }

    private SubscriberStatus.State state(@Nullable String stopped, @Nullable Instant until) {
        if (stopped != null) {
            return SubscriberStatus.State.STOPPED;
        }
        if (!hub.subscriberTurn(policy.name()).isMine()) {
            return SubscriberStatus.State.ELSEWHERE;
        }
        return until != null || failing || circuit.isProbing()
                ? SubscriberStatus.State.BACKING_OFF
                : SubscriberStatus.State.RUNNING;
    }

    /** Lets calls that are under way end, for as long as one of them may take. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(policy.limits().timeout().plus(LOOK).toMillis());
            pool.shutdownNow();
            thread.interrupt();
            pool.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
