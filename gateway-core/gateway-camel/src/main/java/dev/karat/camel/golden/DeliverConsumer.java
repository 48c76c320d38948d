package dev.karat.camel.golden;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.routes.RouteResult;
import dev.karat.camel.system.Committed;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;

/**
 * Gives pages of desired states to the route of a target and settles the outcomes that its sink leaves in the body. An
 * exchange that fails leaves its items unknown; they are looked up before anything is written again.
 */
final class DeliverConsumer extends ScheduledPollConsumer {
    /** Pages of a resync between two looks at what is due. */
    private static final int RESYNC_PAGES = 10;

    private final GoldenEndpoint endpoint;
    private final String target;
    private final Turn turn;

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
        this.turn = endpoint.component().hub().turn("target/" + name);
    }

    @Override
    protected int poll() throws Exception {
        if (!turn.begin()) {
            return 0;
        }
        try {
            int delivered = deliver();
            resync();
            return delivered;
        } finally {
            turn.end();
        }
    }

    /** Comes after what changed: a page at a time, and no further while a change waits. */
    private void resync() throws Exception {
        Hub hub = endpoint.component().hub();
        boolean more = true;
        for (int page = 0; more && page < RESYNC_PAGES && isRunAllowed() && turn.isMine(); page++) {
            more = Committed.await(hub.compare(target)) && hub.lag(target) == 0;
        }
    }

    private int deliver() throws Exception {
        Hub hub = endpoint.component().hub();
        boolean more = true;
        while (more && isRunAllowed() && turn.isMine()) {
            more = Committed.await(hub.plan(target));
        }
        List<DeliveryItem> items = Committed.await(hub.take(target, endpoint.getBatch()));
        if (items.isEmpty()) {
            return 0;
        }
        Exchange exchange = createExchange(true);
        exchange.getMessage().setBody(items);
        exchange.getMessage().setHeader(GoldenConstants.TARGET, target);
        getProcessor().process(exchange);
        Exception failed = RouteResult.failure(exchange);
        List<DeliveryOutcome> outcomes = failed == null ? outcomes(exchange) : List.of();
        takeSeen(outcomes);
        Committed.await(hub.settle(target, items, outcomes));
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

    /** What changed at the target meanwhile is taken like everything that is read, before the write is tried again. */
    private void takeSeen(List<DeliveryOutcome> outcomes) throws Exception {
        for (DeliveryOutcome outcome : outcomes) {
            if (outcome instanceof DeliveryOutcome.Stale stale) {
                Committed.await(endpoint.component()
                        .hub()
                        .ingest(endpoint.component().mapper().items(stale.seen())));
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
