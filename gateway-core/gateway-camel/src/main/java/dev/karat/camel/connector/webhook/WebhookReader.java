package dev.karat.camel.connector.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.WebhookSpec;
import dev.karat.camel.connector.spec.WebhookSpec.Event;
import dev.karat.camel.connector.spec.WebhookSpec.Place;
import dev.karat.engine.ingest.RecordPage;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls of one vendor: whether they are genuine, and which records they tell of. A call that was taken and
 * comes again tells of nothing. Safe for several threads.
 */
public final class WebhookReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int PING_BYTES_MAX = 200;

    private final WebhookSpec spec;
    private final WebhookProof proof;
    private final SeenCalls seen;

    /** Throws CONFIG_INVALID if the connection has no secret to check calls with. */
    public WebhookReader(WebhookSpec spec, Connection connection, Clock clock) {
        this.spec = spec;
        this.proof = new WebhookProof(spec, connection, clock);
        this.seen = new SeenCalls(clock);
    }

    /**
     * What a call tells.
     *
     * @throws GatewayException WEBHOOK_REFUSED if it is not genuine, WEBHOOK_MALFORMED if it cannot be read
     */
    public ToldRecords read(WebhookCall call) {
        if (isPing(call)) {
            return new ToldRecords(null, Set.of(), Set.of());
        }
        proof.check(call);
        JsonNode body = body(call);
        String id = spec.id() == null ? null : call.text(spec.id(), body);
        if (id != null && seen.contains(id)) {
            return new ToldRecords(id, Set.of(), Set.of());
        }
        Set<String> changed = new LinkedHashSet<>();
        Set<String> deleted = new LinkedHashSet<>();
        for (JsonNode event : events(body)) {
            take(event, call, changed, deleted);
        }
        changed.removeAll(deleted);
        if (changed.size() + deleted.size() > RecordPage.RECORDS_MAX) {
            throw malformed("A call tells of at most " + RecordPage.RECORDS_MAX + " records", null);
        }
        return new ToldRecords(id, changed, deleted);
    }

    /** Whether the vendor only tries the address, before it signs anything. */
    private boolean isPing(WebhookCall call) {
        return spec.ping() != null
                && call.body().length <= PING_BYTES_MAX
                && call.text(spec.proof().in(), MissingNode.getInstance()) == null
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

    private Iterable<JsonNode> events(JsonNode body) {
        if (spec.each() == null) {
            return List.of(body);
        }
        JsonNode events = body.at(spec.each());
        return events.isArray() ? events : List.of(events);
    }

    private void take(JsonNode event, WebhookCall call, Set<String> changed, Set<String> deleted) {
        Place where = spec.topic();
        String topic = where == null ? null : call.text(where, event);
        for (Event kind : spec.events()) {
            boolean named =
                    kind.topics().isEmpty() || (topic != null && kind.topics().contains(topic));
            if (named && (kind.where() == null || kind.where().test(event))) {
                add(kind.changed(), event, call, changed);
                add(kind.deleted(), event, call, deleted);
                return;
            }
        }
    }

    private static void add(@Nullable Place place, JsonNode event, WebhookCall call, Set<String> ids) {
        if (place == null) {
            return;
        }
        List<String> named = call.texts(place, event);
        if (named.isEmpty() || !named.stream().allMatch(RecordKey::isId)) {
            throw malformed("The call does not name the record where the vendor puts its id", null);
        }
        ids.addAll(named);
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
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw malformed("The form of the call is broken", broken);
        }
    }

    private static GatewayException malformed(String why, @Nullable Exception cause) {
        return cause == null
                ? new GatewayException(ErrorCode.WEBHOOK_MALFORMED, why)
                : new GatewayException(ErrorCode.WEBHOOK_MALFORMED, why, cause);
    }
}
