package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/** Tells the app's one address what happened, in arrays (developers.hubspot.com, webhooks; requests signed by v3). */
final class HubSpotWebhooks implements AutoCloseable {
    private static final long APP = 1_160_452L;

    private final Webhooks sender = new Webhooks();
    private final Tables tables;
    private final Clock clock;
    private final String secret;

    HubSpotWebhooks(Tables tables, Clock clock, String secret) {
        this.tables = tables;
        this.clock = clock;
        this.secret = secret;
    }

    /** Sets the address that is called. */
    Response settings(Request request) {
        var sent = request.json();
        if (sent == null || Json.text(sent, "targetUrl").isEmpty()) {
            return HubSpotProblem.malformed("targetUrl is missing").response();
        }
        tables.table("settings").put(0, Json.object().put("targetUrl", Json.text(sent, "targetUrl")));
        return Response.json(200, sent);
    }

    /**
     * Tells of one event.
     *
     * @param details adds what only this kind of event has
     */
    void announce(String type, long contact, Consumer<ObjectNode> details) {
        ObjectNode settings = tables.table("settings").get(0);
        if (settings == null) {
            return;
        }
        ArrayNode events = Json.array();
        ObjectNode event = events.addObject()
                .put("eventId", tables.next("events", 1_000_001))
                .put("subscriptionId", 25)
                .put("portalId", 33)
                .put("appId", APP)
                .put("occurredAt", clock.millis())
                .put("subscriptionType", type)
                .put("attemptNumber", 0)
                .put("objectId", contact)
                .put("changeSource", "CRM_UI");
        details.accept(event);
        post(Json.text(settings, "targetUrl"), events.toString());
    }

    private void post(String address, String body) {
        String time = clock.millis() + "";
        sender.post(
                address,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-HubSpot-Request-Timestamp",
                        time,
                        "X-HubSpot-Signature-v3",
                        Signatures.hubspot(secret, "POST", address, body, time)),
                body);
    }

    @Override
    public void close() {
        sender.close();
    }
}
