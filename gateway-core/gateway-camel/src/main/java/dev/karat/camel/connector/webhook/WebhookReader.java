package dev.karat.camel.connector.webhook;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.Template;
import dev.karat.camel.connector.spec.WebhookSpec;
import dev.karat.engine.ingest.RecordPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls of one vendor: whether they are genuine, and which records they tell of. A call that was taken and
 * comes again tells of nothing. Safe for several threads.
 */
public final class WebhookReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // An id or an amount must not lose digits on its way through.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int PING_BYTES_MAX = 200;

    private final WebhookSpec spec;
    private final WebhookProof proof;
    private final SeenCalls seen;
    private final @Nullable JsonPointer each;
    private final @Nullable JsonPointer complete;

    /** Throws CONFIG_INVALID if the connection has no secret to check calls with, or names places that are none. */
    public WebhookReader(WebhookSpec spec, Connection connection, Clock clock) {
        this.spec = spec;
        this.proof = WebhookProof.of(spec, connection, clock);
        this.seen = new SeenCalls(clock);
        this.each = pointer(spec.each(), connection);
        this.complete = pointer(spec.complete(), connection);
    }

    private static @Nullable JsonPointer pointer(@Nullable Template template, Connection connection) {
        String text = template == null ? null : template.render(connection.values());
        try {
            return text == null ? null : JsonPointer.compile(text);
        } catch (IllegalArgumentException none) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "A setting of the connection is no JSON Pointer: " + template);
        }
    }

    /**
     * What a call tells.
     *
     * @throws GatewayException WEBHOOK_REFUSED if it is not genuine, WEBHOOK_MALFORMED if it cannot be read
     */
    public ToldRecords read(WebhookCall call) {
        if (isPing(call)) {
            return ToldRecords.nothing(null);
        }
        proof.check(call);
        JsonNode body = body(call);
        String id = spec.id() == null ? null : call.text(spec.id(), body);
        if (id != null && seen.contains(id)) {
            return ToldRecords.nothing(id);
        }
        boolean all = complete != null && body.at(complete).asText().equals("true");
        var telling = new Telling(spec, call);
        events(body, all).forEach(telling::take);
        ToldRecords told = telling.told(id, all);
        if (told.size() > RecordPage.RECORDS_MAX) {
            throw malformed("A call tells of at most " + RecordPage.RECORDS_MAX + " records", null);
        }
        return told;
    }

    /** Whether the vendor only tries the address, before it signs anything. */
    private boolean isPing(WebhookCall call) {
        return spec.ping() != null
                && call.body().length <= PING_BYTES_MAX
                && !proof.isIn(call)
                && spec.ping()
                        .matcher(new String(call.body(), StandardCharsets.UTF_8))
                        .matches();
    }

    /** Notes that everything a call told is durable, so that it tells nothing when it comes again. */
    public void taken(ToldRecords told) {
        if (told.call() != null) {
            seen.add(told.call());
        }
    }

    /** @param all the call says that nothing is left to tell, and may hold nothing else */
    private Iterable<JsonNode> events(JsonNode body, boolean all) {
        JsonNode events = each == null ? body : body.at(each);
        if (each != null && events.isArray()) {
            return events;
        }
        return all ? List.of() : List.of(events);
    }

    private JsonNode body(WebhookCall call) {
        try {
            return spec.form() ? form(call.body()) : JSON.readTree(call.body());
        } catch (JsonProcessingException broken) {
            throw malformed("The body of the call is no JSON", null);
        } catch (IOException unreadable) {
            throw malformed("The body of the call cannot be read", unreadable);
        }
    }

    /** Fields of a form as the members of an object, by their whole names. */
    private static JsonNode form(byte[] body) {
        var fields = JsonNodeFactory.instance.objectNode();
        FormText.pairs(new String(body, StandardCharsets.UTF_8))
                .forEach(pair -> fields.put(pair.getKey(), pair.getValue()));
        return fields;
    }

    static GatewayException malformed(String why, @Nullable Exception cause) {
        return cause == null
                ? new GatewayException(ErrorCode.WEBHOOK_MALFORMED, why)
                : new GatewayException(ErrorCode.WEBHOOK_MALFORMED, why, cause);
    }
}
