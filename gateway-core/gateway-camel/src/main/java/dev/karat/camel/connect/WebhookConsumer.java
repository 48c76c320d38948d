package dev.karat.camel.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.webhook.ToldRecords;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.connector.webhook.WebhookReader;
import dev.karat.camel.system.Committed;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.engine.ingest.RecordPage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/**
 * Takes the calls of a vendor: reads the records that one tells of and hands them to the route. The call is answered after
 * they were committed, so that the vendor calls again for what was lost; whatever it does not call for is found by the
 * reading route. A system that cannot be read sends the records themselves.
 */
final class WebhookConsumer extends DefaultConsumer implements WebhookDoors.Door {
    private final ConnectorEndpoint endpoint;
    private final ConnectedSystem system;
    private final WebhookReader reader;
    private final String stream;
    private final RoutePages pages = new RoutePages(this);

    WebhookConsumer(ConnectorEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.system = endpoint.connected();
        var spec = system.connector().spec().webhook();
        if (spec == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "The connector of " + system.name() + " takes no webhooks");
        }
        this.stream = spec.stream();
        this.reader = new WebhookReader(
                spec, system.connection(), endpoint.component().systems().clock());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        endpoint.component().doors().open(system.name(), this);
    }

    @Override
    protected void doStop() throws Exception {
        endpoint.component().doors().close(system.name(), this);
        super.doStop();
    }

    @Override
    public void take(WebhookCall call) {
        if (!isRunAllowed() || isSuspendingOrSuspended()) {
            throw new GatewayException(ErrorCode.WEBHOOK_LATER, "The route that takes the calls stands still");
        }
        ToldRecords told = reader.read(call);
        if (!told.isEmpty()) {
            try {
                hand(told);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new GatewayException(ErrorCode.WEBHOOK_LATER, "The gateway is stopping", stopping);
            } catch (RejectedExecutionException stopping) {
                throw new GatewayException(
                        ErrorCode.WEBHOOK_LATER, "The route that takes the calls is stopping", stopping);
            }
        }
        reader.taken(told);
    }

    private void hand(ToldRecords told) throws InterruptedException {
        long askedAt = system.observations().next();
        Set<String> gone = new LinkedHashSet<>(told.deleted());
        List<JsonNode> records = new ArrayList<>(told.records());
        for (String id : told.changed()) {
            system.calls().record(stream, id).ifPresentOrElse(row -> read(row, id, records, gone), () -> gone.add(id));
        }
        // Whom nobody finds by a key may be anybody: no record is known to be gone.
        told.found()
                .forEach(
                        key -> system.calls().find(stream, key.by(), key.text()).ifPresent(records::add));
        // Such as a colleague of the support team, who is no customer.
        records.removeIf(row -> !system.facts(stream).belongs(row));
        if (!records.isEmpty() || !gone.isEmpty()) {
            hand(records, gone, askedAt);
        }
        if (told.complete()) {
            Committed.await(endpoint.component().hub().baselineCompleted(system.name()));
        }
    }

    private void read(JsonNode row, String id, List<JsonNode> records, Set<String> gone) {
        records.add(row);
        // Who was merged into another record is answered with that one.
        String now = system.facts(stream).of(row).id();
        if (now != null && !now.equals(id)) {
            gone.add(id);
        }
    }

    private void hand(List<JsonNode> records, Set<String> gone, long askedAt) {
        int deadLettered = pages.hand(new RecordPage(
                        system.name(),
                        stream,
                        records,
                        List.of(),
                        List.of(),
                        List.copyOf(gone),
                        "webhook of " + system.name())
                .asked(askedAt));
        system.health().succeeded(records.size() + gone.size(), deadLettered);
    }
}
