package dev.karat.camel.events;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.system.Circuit;
import dev.karat.camel.system.Committed;
import dev.karat.engine.change.Subscription;
import dev.karat.engine.change.Subscription.Held;
import dev.karat.engine.delivery.Backoff;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import dev.karat.engine.policy.SubscriberPolicy;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.Lease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one subscriber in rounds: what waited and is due, and a page of the change log, each customer's events in their
 * order, several customers at once; then it makes the place durable. After a crash the round comes again. For one thread.
 */
final class Teller {
    private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

    /** Rows of the log without anything to tell, after which the place is noted all the same. */
    private static final long SKIMMED_MAX = 1_000;

    private final Hub hub;
    private final SubscriberPolicy policy;
    private final Agenda agenda;
    private final Webhook webhook;
    private final Circuit circuit;
    private final Backoff backoff;
    private final Turn turn;
    private final Tally tally;
    private final ExecutorService pool;
    private final BooleanSupplier stopping;
    private volatile long behind = -1;

    Teller(
            Hub hub,
            SubscriberPolicy policy,
            Webhook webhook,
            Circuit circuit,
            Backoff backoff,
            Tally tally,
            ExecutorService pool,
            BooleanSupplier stopping) {
        this.hub = hub;
        this.policy = policy;
        this.agenda = new Agenda(policy, hub.store());
        this.webhook = webhook;
        this.circuit = circuit;
        this.backoff = backoff;
        this.turn = hub.subscriberTurn(policy.name());
        this.tally = tally;
        this.pool = pool;
        this.stopping = stopping;
    }

    /** Row of the change log behind which nothing was told; -1 if that is not what the next round waits for. */
    long waitsBehind() {
        return behind;
    }

    /** True if it is worth while to begin another round at once. */
    boolean round() throws InterruptedException {
        behind = -1;
        if (circuit.isOpen() || !turn.begin()) {
            return false;
        }
        try {
            Lease lease = turn.lease();
            return lease != null && tell(lease);
        } finally {
            turn.end();
        }
    }

    private boolean tell(Lease lease) throws InterruptedException {
        Subscription found = hub.subscription(policy.name()).orElse(null);
        if (found == null) {
            var begun =
                    Subscription.beginning(policy.fromFirst() ? 0 : hub.store().lastChange());
            return moved(begun.next(begun.after(), List.of(), null), List.of(), lease);
        }
        if (found.stopped() != null) {
            return false;
        }
        long now = Lane.micros(hub.clock().instant());
        Agenda.Work work = agenda.next(found, now, circuit.isProbing());
        if (work.isNothing()) {
            behind = work.full() ? -1 : work.through();
            return false;
        }
        if (work.customers().isEmpty() && work.through() - found.after() < SKIMMED_MAX) {
            agenda.skim(found, work.through());
            return true;
        }
        var left = new LinkedHashMap<String, Held>();
        found.held().forEach(held -> left.put(held.goldenId(), held));
        var letters = new ArrayList<DeadLetter>();
        boolean gone = false;
        for (Lane.Result result : sent(work.customers(), left)) {
            if (result.held() != null) {
                left.put(result.held().goldenId(), result.held());
            }
            letters.addAll(result.letters());
            gone |= result.gone();
        }
        report(gone, letters);
        String stopped = gone ? ErrorCode.SUBSCRIBER_GONE.name() : null;
        return moved(found.next(work.through(), List.copyOf(left.values()), stopped), letters, lease);
    }

    private void report(boolean gone, List<DeadLetter> letters) {
        if (gone) {
            LOG.warn(
                    "{}: subscriber {} answered 410; nothing is sent to it any more",
                    ErrorCode.SUBSCRIBER_GONE,
                    policy.name());
        }
        letters.forEach(letter -> LOG.warn(
                "{}: subscriber {}, event {}: {}", letter.code(), policy.name(), letter.recordId(), letter.message()));
    }

    private boolean moved(Subscription next, List<DeadLetter> letters, Lease lease) throws InterruptedException {
        Committed.await(hub.tell(policy.name(), next, letters, lease));
        return true;
    }

    /** @param left is rid of the customers that are sent now */
    private List<Lane.Result> sent(List<Agenda.Customer> customers, Map<String, Held> left)
            throws InterruptedException {
        var sending = new Lane.Sending(policy, webhook.open(), circuit, backoff, turn, stopping, hub.clock(), tally);
        customers.forEach(customer -> left.remove(customer.goldenId()));
        List<Lane> lanes =
                customers.stream().map(customer -> new Lane(customer, sending)).toList();
        var results = new ArrayList<Lane.Result>();
        for (Future<Lane.Result> future : pool.invokeAll(lanes)) {
            try {
                results.add(future.get());
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(failed.getCause());
            }
        }
        return results;
    }
}
