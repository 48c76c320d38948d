package dev.karat.camel.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RecordPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Hands a page to the engine and completes the exchange after its commit, on another thread than the writer's. The body
 * becomes the list of outcomes, one per record.
 */
final class GoldenProducer extends DefaultAsyncProducer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GoldenEndpoint endpoint;

    GoldenProducer(GoldenEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            var items = endpoint.component().mapper().items(page(exchange));
            var unused = endpoint.component().hub().ingest(items).whenComplete((outcomes, failed) -> {
                if (failed != null) {
                    exchange.setException(failed);
                } else {
                    answer(exchange, outcomes);
                }
                callback.done(false);
            });
            return false;
        } catch (RuntimeException refused) {
            exchange.setException(refused);
            callback.done(true);
            return true;
        }
    }

    private static void answer(Exchange exchange, List<IngestOutcome> outcomes) {
        var message = exchange.getMessage();
        message.setBody(outcomes);
        message.setHeader(GoldenConstants.COMMITTED, Collections.frequency(outcomes, IngestOutcome.COMMITTED));
        message.setHeader(GoldenConstants.DEAD_LETTERED, Collections.frequency(outcomes, IngestOutcome.DEAD_LETTERED));
    }

    private RecordPage page(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof RecordPage page) {
            return page;
        }
        String system = endpoint.getSystem();
        if (system == null) {
            throw new GatewayException(
                    ErrorCode.ROUTE_INVALID, "golden:ingest needs ?system= for a body that is no page of a connector");
        }
        return new RecordPage(system, endpoint.getStream(), records(exchange), exchange.getFromRouteId());
    }

    private static List<JsonNode> records(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        try {
            JsonNode json = body instanceof JsonNode node
                    ? node
                    : body instanceof Iterable || body instanceof java.util.Map
                            ? JSON.valueToTree(body)
                            : JSON.readTree(exchange.getMessage().getMandatoryBody(byte[].class));
            var records = new ArrayList<JsonNode>();
            if (json.isArray()) {
                json.forEach(records::add);
            } else {
                records.add(json);
            }
            return records;
        } catch (IOException | org.apache.camel.InvalidPayloadException broken) {
            throw new GatewayException(ErrorCode.RECORD_MALFORMED, "The body is no JSON", broken);
        }
    }
}
