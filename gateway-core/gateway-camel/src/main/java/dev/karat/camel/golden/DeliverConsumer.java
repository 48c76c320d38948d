package dev.karat.camel.golden;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.routes.RouteResult;
import dev.karat.camel.system.Circuit;
import dev.karat.camel.system.Committed;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives pages of desired states to the route of a target and settles the outcomes that its sink leaves in the body. An
 * exchange that fails leaves its items unknown; they are looked up before anything is written again.
 */
final class DeliverConsumer extends ScheduledPollConsumer {
    /** Time for a resync between two looks at what is due. */
    private static final Duration RESYNC_MAX = Duration.ofMillis(200);

    /** Pages of changes that are planned between two looks at what is due. */
    private static final int PLAN_PAGES = 10;

    private final GoldenEndpoint endpoint;
    private final String target;
    private final Turn turn;
    private final PageSize pages;

    DeliverConsumer(GoldenEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        String name = endpoint.getTarget();
        if (name == null) {
            throw new GatewayException(ErrorCode.ROUTE_INVALID, "golden:deliver needs ?target=");
        }
        if (!endpoint.component().hub().delivers(name)) {
            throw new GatewayException(
                    ErrorCode.TARGET_UNKNOWN, name + " is no target, or its system is not connected or only read");
        }
        this.target = name;
        this.pages = new PageSize(endpoint.getBatch());
        this.turn = endpoint.component().hub().turn("target/" + name);
    }

    @Override
    protected int poll() throws Exception {
        if (!turn.begin()) {
            return 0;
        }
        try {
            plan();
            Circuit circuit = circuit();
            boolean rests = circuit != null && circuit.isOpen();
            int delivered = rests || !hub().isDue(target) ? 0 : deliver(circuit != null && circuit.isProbing());
            resync();
            return delivered;
        } finally {
            turn.end();
        }
    }

    private void plan() throws Exception {
        for (int page = 0; page < PLAN_PAGES && hub().lag(target) > 0 && isRunAllowed() && turn.isMine(); page++) {
            Committed.await(hub().plan(target));
        }
    }

    /** Comes after what changed: a page at a time, and no further while a change waits. */
    private void resync() throws Exception {
        long until = System.nanoTime() + RESYNC_MAX.toNanos();
        boolean more = true;
        while (more && isRunAllowed() && turn.isMine() && System.nanoTime() < until) {
            more = Committed.await(hub().compare(target)) && hub().lag(target) == 0;
        }
    }

    /** @param probing true to take little, since it is not known whether the target takes anything */
    private int deliver(boolean probing) throws Exception {
        List<DeliveryItem> items =
                Committed.await(hub().take(target, probing ? 1 : pages.live(), probing ? 1 : pages.behind()));
        if (items.isEmpty()) {
            return 0;
        }
        long started = System.nanoTime();
        Exchange exchange = createExchange(true);
        exchange.getMessage().setBody(items);
        exchange.getMessage().setHeader(GoldenConstants.TARGET, target);
        getProcessor().process(exchange);
        Exception failed = RouteResult.failure(exchange);
        List<DeliveryOutcome> outcomes = failed == null ? outcomes(exchange) : List.of();
        pages.written(tried(outcomes), Duration.ofNanos(System.nanoTime() - started));
        takeSeen(outcomes);
        Committed.await(hub().settle(target, items, outcomes));
        if (failed == null && outcomes.size() < items.size()) {
            failed = new GatewayException(
                    ErrorCode.OUTCOME_MISSING,
                    (items.size() - outcomes.size()) + " of " + items.size() + " items have no outcome");
        }
        if (failed != null) {
            getExceptionHandler().handleException("Delivery to " + target + " failed", exchange, failed);
        }
        return items.size();
    }

    private Hub hub() {
        return endpoint.component().hub();
    }

    private static int tried(List<DeliveryOutcome> outcomes) {
        return (int) outcomes.stream()
                .filter(outcome -> !(outcome instanceof DeliveryOutcome.Postponed))
                .count();
    }

    /** Of a system that this gateway writes by itself; another sink has its own ways. */
    private @Nullable Circuit circuit() {
        ConnectedSystems systems = endpoint.component().getSystems();
        return systems == null ? null : systems.get(target).circuit();
    }

    /** What changed at the target meanwhile is taken like everything that is read, before the write is tried again. */
    private void takeSeen(List<DeliveryOutcome> outcomes) throws Exception {
        for (DeliveryOutcome outcome : outcomes) {
            if (outcome instanceof DeliveryOutcome.Stale stale) {
                Committed.await(hub().ingest(endpoint.component().mapper().items(stale.seen())));
            }
        }
    }

    private static List<DeliveryOutcome> outcomes(Exchange exchange) {
        var outcomes = new ArrayList<DeliveryOutcome>();
        if (exchange.getMessage().getBody() instanceof Iterable<?> answered) {
            answered.forEach(one -> {
                if (one instanceof DeliveryOutcome outcome) {
                    outcomes.add(outcome);
                }
            });
        }
        return outcomes;
    }
}
