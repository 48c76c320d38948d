package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A company's own customer portal that knows nobody's API: it posts its customers to an address whenever they change,
 * and takes those that are posted to it. Both are signed by Standard Webhooks (standardwebhooks.com). Its customers have
 * the canonical names, times in milliseconds, and a counter of their changes.
 */
public final class WebhookTwin extends TellingTwin {
    /** Path that customers are posted to. */
    public static final String HOOK = "/hooks/customers";

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final Table customers;

    private WebhookTwin(TwinSettings settings) {
        super("webhook", settings);
        this.customers = tables.table("customers")
                .index("golden", row -> row.path("deleted").asBoolean() ? "" : Json.text(row, "goldenId"));
        routes.on("GET", "/customers", (request, parts) -> Response.json(200, everybody()))
                .on("POST", "/customers", (request, parts) -> enter(request))
                .on("PUT", "/customers/{id}", (request, parts) -> change(request, parts.get(0)))
                .on("DELETE", "/customers/{id}", (request, parts) -> remove(parts.get(0)))
                .on("PUT", "/subscriber", (request, parts) -> subscribe(request))
                .on("POST", "/subscriber/everything", (request, parts) -> tellAll())
                .on("POST", HOOK, (request, parts) -> take(request));
    }

    public static WebhookTwin start(TwinSettings settings) {
        var twin = new WebhookTwin(settings);
        twin.open();
        return twin;
    }

    /** {@code signingSecret} of the calls that it makes, and {@code sendSecret} of those that it takes. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("signingSecret", key("makes"), "sendSecret", key("takes"));
    }

    private String key(String use) {
        return "whsec_" + Base64.getEncoder().encodeToString(Signatures.hmac(secret, use));
    }

    /** Those who were deleted are not listed. */
    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        read("/customers").body().path("customers").forEach(all::add);
        return all;
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        return request.path().equals(HOOK) && isSigned(request) ? null : error(401);
    }

    private boolean isSigned(Request request) {
        try {
            String id = String.valueOf(request.header("webhook-id"));
            Instant time = Instant.ofEpochSecond(Long.parseLong(String.valueOf(request.header("webhook-timestamp"))));
            String right = Signatures.standard(key("takes"), id, time.getEpochSecond(), request.body());
            return List.of(String.valueOf(request.header("webhook-signature")).split(" ", -1))
                            .contains(right)
                    && Duration.between(time, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | DateTimeException unreadable) {
            return false;
        }
    }

    @Override
    Response error(int status) {
        return Response.json(status, Json.object().put("error", "status " + status));
    }

    private ObjectNode everybody() {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("customers");
        customers.stream().filter(row -> !row.path("deleted").asBoolean()).forEach(row -> list.add(row.deepCopy()));
        return body;
    }

    /** Takes a call: one customer that is to be created, changed or deleted. */
    private Response take(Request request) {
        JsonNode call = request.json();
        if (call == null) {
            return error(400);
        }
        JsonNode sent = call.path("customer");
        return switch (Json.text(call, "type")) {
            case "customer.create" -> create(Json.text(call, "goldenId"), sent);
            case "customer.update" -> update(Json.text(call, "id"), sent);
            case "customer.delete" -> remove(Json.text(call, "id"));
            default -> error(400);
        };
    }

    /** Whoever has that golden id already is the one; nobody is entered twice. */
    private Response create(String goldenId, JsonNode sent) {
        if (goldenId.isEmpty() || !isWell(sent)) {
            return error(422);
        }
        Long known = customers.find("golden", goldenId);
        return known == null
                ? stored(201, tables.next("customers", 1001), Json.object().put("goldenId", goldenId), sent)
                : Response.json(200, Json.object().put("id", Long.toString(known)));
    }

    private Response update(String id, JsonNode sent) {
        ObjectNode row = find(id);
        if (row == null) {
            return error(404);
        }
        return isWell(sent) ? stored(200, Long.parseLong(id), row, sent) : error(422);
    }

    private Response enter(Request request) {
        JsonNode sent = request.json();
        return sent == null || !isWell(sent)
                ? error(422)
                : stored(201, tables.next("customers", 1001), Json.object(), sent);
    }

    private Response change(Request request, String id) {
        JsonNode sent = request.json();
        return sent == null ? error(400) : update(id, sent);
    }

    private Response remove(String id) {
        ObjectNode row = find(id);
        return row == null
                ? error(404)
                : stored(200, Long.parseLong(id), row, Json.object().put("deleted", true));
    }

    private @Nullable ObjectNode find(String id) {
        ObjectNode row = id.matches("\\d{1,18}") ? customers.get(Long.parseLong(id)) : null;
        return row == null || row.path("deleted").asBoolean() ? null : row;
    }

    private static boolean isWell(JsonNode sent) {
        for (JsonNode email : sent.path("emails")) {
            if (!email.asText().contains("@")) {
                return false;
            }
        }
        return sent.isObject();
    }

    /** Stores what is new, counts the change and tells the subscriber; the same again changes nothing. */
    private Response stored(int status, long id, ObjectNode row, JsonNode sent) {
        ObjectNode next = row.deepCopy();
        sent.properties().forEach(member -> next.set(member.getKey(), member.getValue()));
        if (!next.equals(row) || status == 201) {
            next.put("id", Long.toString(id))
                    .put("revision", row.path("revision").asLong() + 1)
                    .put("changedAt", Instant.ofEpochMilli(clock.millis()).toString());
            customers.put(id, next);
            ObjectNode body = Json.object();
            body.putArray("customers").add(next);
            post(body);
        }
        return Response.json(status, shown(next));
    }

    private static ObjectNode shown(JsonNode row) {
        return Json.object().put("id", Json.text(row, "id"));
    }

    /** Changes the address that is told. */
    private Response subscribe(Request request) {
        JsonNode sent = request.json();
        if (sent == null || Json.text(sent, "url").isEmpty()) {
            return error(422);
        }
        tables.table("subscriber").put(1, Json.object().put("url", Json.text(sent, "url")));
        return Response.empty(204);
    }

    /** Tells of everybody, and that this is everybody. */
    private Response tellAll() {
        post(everybody().put("complete", true));
        return Response.empty(204);
    }

    private void post(ObjectNode body) {
        ObjectNode subscriber = tables.table("subscriber").get(1);
        if (subscriber == null) {
            return;
        }
        String id = "msg_" + tables.next("messages", 1);
        long seconds = clock.instant().getEpochSecond();
        String text = body.toString();
        webhooks.post(
                Json.text(subscriber, "url"),
                Map.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(seconds),
                        "webhook-signature",
                        Signatures.standard(key("makes"), id, seconds, text)),
                text);
    }
}
