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
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
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
        String origin = String.valueOf(exchange.getFromRouteId());
        try {
            return new RecordPage(system, endpoint.getStream(), records(exchange), origin);
        } catch (IOException broken) {
            var unreadable = new RecordPage.Unreadable(
                    ErrorCode.RECORD_MALFORMED, "The body is no JSON", origin, bytes(exchange));
            return new RecordPage(
                    system, endpoint.getStream(), List.of(), List.of(), List.of(unreadable), List.of(), origin);
        }
    }

    private static List<JsonNode> records(Exchange exchange) throws IOException {
        JsonNode json = json(exchange);
        var records = new ArrayList<JsonNode>();
        if (json.isArray()) {
            json.forEach(records::add);
        } else {
            records.add(json);
        }
        if (records.size() > RecordPage.RECORDS_MAX) {
            throw new GatewayException(
                    ErrorCode.REQUEST_INVALID,
                    "The body holds " + records.size() + " records; golden:ingest takes " + RecordPage.RECORDS_MAX);
        }
        return records;
    }

    private static JsonNode json(Exchange exchange) throws IOException {
        Object body = exchange.getMessage().getBody();
        if (body instanceof JsonNode node) {
            return node;
        }
        return body instanceof Iterable || body instanceof Map
                ? JSON.valueToTree(body)
                : JSON.readTree(bytes(exchange));
    }

    private static byte[] bytes(Exchange exchange) {
        try {
            return exchange.getMessage().getMandatoryBody(byte[].class);
        } catch (InvalidPayloadException none) {
            throw new GatewayException(ErrorCode.REQUEST_INVALID, "There is no body that holds records", none);
        }
    }
}
