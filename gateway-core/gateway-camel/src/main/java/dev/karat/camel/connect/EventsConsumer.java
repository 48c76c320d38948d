package dev.karat.camel.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connect.salesforce.PubSubSubscription;
import dev.karat.camel.connector.events.EventCalls;
import dev.karat.camel.connector.events.ToldChange;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.read.StreamReader;
import dev.karat.camel.system.Committed;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Turn;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to the events of a vendor: reads the records that they tell of, hands them to the route, and moves its place
 * only after they were committed. After a failure it subscribes anew from that place. Where events were lost, the stream
 * is read from their time on.
 */
final class EventsConsumer extends ScheduledPollConsumer {
    /** Between two looks; the waiting for events is done within them. */
    static final Duration PAUSE = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(EventsConsumer.class);
    private static final Duration WAIT = Duration.ofSeconds(1);

    /** A record bears the time of its change, an event that of its commit, which may be ten minutes later. */
    private static final Duration COMMIT_MAX = Duration.ofMinutes(15);

    private final ConnectorEndpoint endpoint;
    private final ConnectedSystem system;
    private final EventCalls calls;
    private final String placeName;
    private final RoutePages pages = new RoutePages(this);
    private final Turn turn;
    private @Nullable Open open;

    /** A subscription that runs, in the turn in which it was made. */
    private record Open(PubSubSubscription subscription, EventInbox inbox, Lease lease) {}

    private Instant lastEvent = Instant.MIN;

    EventsConsumer(ConnectorEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.system = endpoint.connected();
        this.calls = system.calls().events();
        this.placeName = system.name() + "/" + calls.stream() + "/events";
        this.turn = hub().turn(placeName);
    }

    private Hub hub() {
        return endpoint.component().hub();
    }

    private Instant now() {
        return endpoint.component().systems().clock().instant();
    }

    @Override
    protected int poll() throws Exception {
        if (!system.health().isDue() || !turn.begin()) {
            unsubscribe();
            return 0;
        }
        try {
            Lease lease = turn.lease();
            return lease == null ? 0 : take(subscribed(lease));
        } catch (GatewayException failed) {
            unsubscribe();
            if (isRunAllowed()) {
                system.health().failed(failed);
                LOG.warn("{}: events of {}: {}", failed.code(), system.name(), failed.getMessage());
            }
            return 0;
        } finally {
            turn.end();
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        unsubscribe();
    }

    private synchronized void unsubscribe() {
        if (open != null) {
            open.inbox.close();
            open.subscription.close();
            open = null;
        }
    }

    private synchronized Open subscribed(Lease lease) throws InterruptedException {
        if (open != null && open.lease.equals(lease)) {
            return open;
        }
        unsubscribe();
        EventPlace place = place();
        var inbox = new EventInbox();
        Open fresh =
                new Open(PubSubSubscription.open(endpoint.getCamelContext(), calls, place.name(), inbox), inbox, lease);
        open = fresh;
        lastEvent = now();
        if (place.name() == null && place.at() != null) {
            // What was told while nobody knew where to go on.
            catchUp(place.at());
        }
        return fresh;
    }

    private EventPlace place() {
        return EventPlace.read(hub().cursor(Setting.Scope.CURSOR, placeName).orElse(null));
    }

    private int take(Open current) throws InterruptedException {
        List<EventInbox.Event> events = current.inbox.next(calls.size(), WAIT);
        if (!isRunAllowed()) {
            return 0;
        }
        if (current.inbox.isPlaceUnknown()) {
            LOG.warn(
                    "The events of {} cannot go on from where they were; reading from {} on",
                    system.name(),
                    place().at());
            remember(new EventPlace(null, place().at()), current.lease);
            unsubscribe();
        } else if (!events.isEmpty()) {
            hand(events, current.lease);
        } else if (lastEvent.plus(calls.silence()).isBefore(now())) {
            // The component does not notice that the vendor ended the stream.
            unsubscribe();
        }
        return events.size();
    }

    private void hand(List<EventInbox.Event> events, Lease lease) throws InterruptedException {
        List<ToldChange> told = events.stream()
                .map(event -> calls.told(event.json(), event.place()))
                .toList();
        List<ToldChange> lost = told.stream().filter(ToldChange::lost).toList();
        if (!lost.isEmpty()) {
            LOG.info("{} tells of changes that it cannot name; reading them", system.name());
            catchUp(
                    lost.stream().anyMatch(change -> change.at() == null)
                            ? null
                            : lost.stream()
                                    .map(ToldChange::at)
                                    .filter(Objects::nonNull)
                                    .min(Comparator.naturalOrder())
                                    .orElse(null));
        }
        read(told.stream()
                .filter(change -> !change.lost())
                .flatMap(change -> change.ids().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        ToldChange last = told.get(told.size() - 1);
        remember(new EventPlace(last.place(), last.at() == null ? place().at() : last.at()), lease);
        lastEvent = now();
    }

    private void remember(EventPlace place, Lease lease) throws InterruptedException {
        Committed.await(hub().remember(Setting.Scope.CURSOR, placeName, place.write(), lease));
    }

    /** Reads the records and hands them over; who is not there any more was deleted. */
    private void read(Set<String> ids) {
        RecordFacts facts = system.facts(calls.stream());
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += RecordPage.RECORDS_MAX) {
            Set<String> gone =
                    new LinkedHashSet<>(all.subList(from, Math.min(all.size(), from + RecordPage.RECORDS_MAX)));
            long askedAt = system.observations().next();
            List<JsonNode> rows = calls.read(gone);
            rows.forEach(row -> gone.remove(facts.of(row).id()));
            List<JsonNode> records = rows.stream().filter(facts::belongs).toList();
            if (!records.isEmpty() || !gone.isEmpty()) {
                int deadLettered = pages.hand(new RecordPage(
                                system.name(),
                                calls.stream(),
                                records,
                                List.of(),
                                List.of(),
                                List.copyOf(gone),
                                "events of " + system.name())
                        .asked(askedAt));
                system.health().succeeded(records.size() + gone.size(), deadLettered);
            }
        }
    }

    /** Reads the stream from a little before that time on, or whole. */
    private void catchUp(@Nullable Instant since) {
        String cursor = since == null ? null : StreamReader.cursorAt(since.minus(COMMIT_MAX));
        boolean more = true;
        while (more) {
            if (!isRunAllowed() || !turn.isMine()) {
                throw new GatewayException(ErrorCode.VENDOR_UNAVAILABLE, "It is read again later");
            }
            long askedAt = system.observations().next();
            Page page = system.calls().read(calls.stream(), cursor);
            String origin = "events of " + system.name();
            int deadLettered = pages.hand(system.name(), calls.stream(), page.records(), origin, askedAt);
            system.health().succeeded(page.records().size(), deadLettered);
            cursor = page.nextCursor();
            more = !page.endOfStream();
        }
    }
}
