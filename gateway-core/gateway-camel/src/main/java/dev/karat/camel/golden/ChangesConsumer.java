package dev.karat.camel.golden;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.routes.RouteResult;
import dev.karat.camel.system.Committed;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StoredChange;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;

/**
 * Gives the change log in its order, in pages, and remembers its place after the exchange completed. After a crash the
 * last page comes again. So does a page that its route marks for rollback, without a failure: it cannot be taken now.
 */
final class ChangesConsumer extends ScheduledPollConsumer {
    private final GoldenEndpoint endpoint;
    private final String subscriber;
    private final String name;
    private final Turn turn;

    ChangesConsumer(GoldenEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        String given = endpoint.getSubscriber();
        if (given == null) {
            throw new GatewayException(ErrorCode.ROUTE_INVALID, "golden:changes needs ?subscriber=");
        }
        this.subscriber = given;
        this.name = "changes/" + given;
        this.turn = endpoint.component().hub().turn(name);
    }

    @Override
    protected int poll() throws Exception {
        if (!turn.begin()) {
            return 0;
        }
        try {
            return tell();
        } finally {
            turn.end();
        }
    }

    private int tell() throws Exception {
        Hub hub = endpoint.component().hub();
        Lease lease = turn.lease();
        if (lease == null) {
            return 0;
        }
        long after =
                hub.cursor(Setting.Scope.SUBSCRIBER, name).map(Long::parseLong).orElse(0L);
        List<StoredChange> changes = hub.store().changes(after, endpoint.getBatch());
        if (changes.isEmpty()) {
            return 0;
        }
        List<StoredChange> visible =
                changes.stream().filter(ChangesConsumer::isVisible).toList();
        if (!visible.isEmpty() && !isTaken(visible)) {
            return 0;
        }
        long last = changes.get(changes.size() - 1).seq();
        Committed.await(hub.remember(Setting.Scope.SUBSCRIBER, name, Long.toString(last), lease));
        return changes.size();
    }

    /** False if the page comes again at the next poll. */
    private boolean isTaken(List<StoredChange> page) throws Exception {
        Exchange exchange = createExchange(true);
        exchange.getMessage().setBody(page);
        exchange.getMessage().setHeader(GoldenConstants.SUBSCRIBER, subscriber);
        getProcessor().process(exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return RouteResult.failure(exchange) == null;
    }

    /** Rows that only tell the targets to look again are no business of a subscriber. */
    private static boolean isVisible(StoredChange change) {
        return change.type() != StoredChange.Type.UPDATED
                || !change.attributes().isEmpty();
    }
}
