package dev.karat.camel.golden;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.routes.RouteResult;
import dev.karat.camel.system.Committed;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import dev.karat.engine.policy.SubscriberPolicy;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives what changed in its order, and remembers its place after the exchanges completed. After a crash the last page
 * comes again. So does an exchange that its route marks for rollback, without a failure: it cannot be taken now.
 */
final class ChangesConsumer extends ScheduledPollConsumer {
    private final Hub hub;
    private final int batch;
    private final String subscriber;
    private final String name;
    private final Turn turn;
    private final ChangesPages pages;
    private final boolean beginsNow;

    ChangesConsumer(GoldenEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        String given = endpoint.getSubscriber();
        if (given == null) {
            throw new GatewayException(ErrorCode.ROUTE_INVALID, "golden:changes needs ?subscriber=");
        }
        this.hub = endpoint.component().hub();
        this.batch = endpoint.getBatch();
        this.subscriber = given;
        this.name = "changes/" + given;
        this.turn = hub.turn(name);
        SubscriberPolicy policy = hub.policy().subscribers().get(given);
        if (policy != null && policy.url() != null) {
            throw new GatewayException(
                    ErrorCode.ROUTE_INVALID, "Subscriber " + given + " has a url: its events are sent there");
        }
        this.beginsNow = policy != null && !policy.fromFirst();
        this.pages = endpoint.getFormat() == ChangesFormat.changes
                ? ChangesPages.ofRows(hub.store())
                : ChangesPages.ofEvents(hub.store(), policy, hub.policy().environment());
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
        Lease lease = turn.lease();
        if (lease == null) {
            return 0;
        }
        String place = hub.cursor(Setting.Scope.SUBSCRIBER, name).orElse(null);
        if (place == null && beginsNow) {
            remember(hub.store().lastChange(), lease);
            return 0;
        }
        long after = place == null ? 0 : Long.parseLong(place);
        ChangesPages.Page page = pages.after(after, batch);
        long done = after;
        Exception failure = null;
        for (ChangesPages.Item item : page.items()) {
            failure = given(item);
            if (failure != null) {
                break;
            }
            done = item.through();
        }
        done = failure == null ? page.through() : done;
        if (done > after) {
            remember(done, lease);
        }
        if (failure != null && !(failure instanceof TakenBack)) {
            throw failure;
        }
        return (int) (done - after);
    }

    private void remember(long place, Lease lease) throws InterruptedException {
        Committed.await(hub.remember(Setting.Scope.SUBSCRIBER, name, Long.toString(place), lease));
    }

    /** Why the route did not take it, or null; it comes again then, at the next poll. */
    private @Nullable Exception given(ChangesPages.Item item) throws Exception {
        Exchange exchange = createExchange(true);
        exchange.getMessage().setBody(item.body());
        item.headers().forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setHeader(GoldenConstants.SUBSCRIBER, subscriber);
        getProcessor().process(exchange);
        Exception failed = exchange.getException();
        return failed == null && RouteResult.failure(exchange) != null ? new TakenBack() : failed;
    }

    /** The route marked the exchange for rollback. */
    private static final class TakenBack extends Exception {
        private static final long serialVersionUID = 1;
    }
}
