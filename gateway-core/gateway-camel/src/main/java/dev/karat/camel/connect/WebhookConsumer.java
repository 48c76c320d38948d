package dev.karat.camel.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.webhook.ToldRecords;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.connector.webhook.WebhookReader;
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
 * reading route.
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
            } catch (RejectedExecutionException stopping) {
                throw new GatewayException(
                        ErrorCode.WEBHOOK_LATER, "The route that takes the calls is stopping", stopping);
            }
        }
        reader.taken(told);
    }

    private void hand(ToldRecords told) {
        Set<String> gone = new LinkedHashSet<>(told.deleted());
        List<JsonNode> records = new ArrayList<>();
        for (String id : told.changed()) {
            system.calls()
                    .record(stream, id)
                    .ifPresentOrElse(
                            row -> {
                                // Who was merged into another record is answered with that one.
                                String now = system.facts(stream).of(row).id();
                                if (now != null && !now.equals(id)) {
                                    gone.add(id);
                                }
                                // Such as a colleague of the support team, who is no customer.
                                if (system.facts(stream).belongs(row)) {
                                    records.add(row);
                                }
                            },
                            () -> gone.add(id));
        }
        if (records.isEmpty() && gone.isEmpty()) {
            return;
        }
        int deadLettered = pages.hand(new RecordPage(
                system.name(),
                stream,
                records,
                List.of(),
                List.of(),
                List.copyOf(gone),
                "webhook of " + system.name()));
        system.health().succeeded(records.size() + gone.size(), deadLettered);
    }
}
