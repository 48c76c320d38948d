package dev.karat.camel.connect;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.Committed;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream page by page and moves its cursor only after the page's exchange completed, which is after the commit.
 * A crash in between reads the page again, which changes nothing.
 */
final class ReadConsumer extends ScheduledPollConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(ReadConsumer.class);

    private final ConnectorEndpoint endpoint;
    private final String cursorName;
    private final RoutePages pages = new RoutePages(this);
    private final Turn turn;
    private final AbsenceSweep absence;

    ReadConsumer(ConnectorEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.cursorName = endpoint.getSystem() + "/" + endpoint.getStream();
        this.turn = endpoint.component().hub().turn(cursorName);
        this.absence = new AbsenceSweep(endpoint, pages, turn);
    }

    @Override
    protected int poll() throws Exception {
        ConnectedSystem system = endpoint.connected();
        if (!system.health().isDue() || !turn.begin()) {
            return 0;
        }
        try {
            return read(system);
        } finally {
            turn.end();
        }
    }

    private int read(ConnectedSystem system) throws Exception {
        int taken = 0;
        boolean more = true;
        while (more && isRunAllowed()) {
            Lease lease = turn.lease();
            if (lease == null) {
                return taken;
            }
            try {
                long askedAt = system.observations().next();
                Page page = system.calls().read(endpoint.getStream(), cursor());
                if (!lease.equals(turn.lease())) {
                    // Another node may have read and handed over newer pages meanwhile.
                    return taken;
                }
                int deadLettered =
                        pages.hand(endpoint.getSystem(), endpoint.getStream(), page.records(), cursorName, askedAt);
                advance(page, system, lease);
                system.health().succeeded(page.records().size(), deadLettered);
                taken += page.records().size();
                more = !page.endOfStream();
                if (!more) {
                    taken += absence.sweep(system, lease);
                }
            } catch (GatewayException failed) {
                if (!isRunAllowed()) {
                    // A call that stopping broke off is no failure of the vendor.
                    return taken;
                }
                system.health().failed(failed);
                LOG.warn(
                        "{}: {} of {}: {}",
                        failed.code(),
                        endpoint.getStream(),
                        endpoint.getSystem(),
                        failed.getMessage());
                more = false;
            }
        }
        return taken;
    }

    private @Nullable String cursor() {
        return hub().cursor(Setting.Scope.CURSOR, cursorName).orElse(null);
    }

    private void advance(Page page, ConnectedSystem system, Lease lease) throws Exception {
        Committed.await(hub().remember(Setting.Scope.CURSOR, cursorName, page.nextCursor(), lease));
        StreamSpec stream = system.stream(endpoint.getStream());
        boolean all = stream.entity().equals(ConnectedSystems.CUSTOMER) && !stream.feed();
        if (page.endOfStream() && all && !hub().baseline().isComplete(system.name())) {
            Committed.await(hub().baselineCompleted(system.name()));
            LOG.info("{} was read to its end once", system.name());
        }
    }

    private Hub hub() {
        return endpoint.component().hub();
    }
}
