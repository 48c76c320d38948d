package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Who subscribed to which changes of a shop. A new address is tried with a form that nobody signs. */
final class WooWebhooks implements AutoCloseable {
    private final Webhooks sender = new Webhooks();
    private final Tables tables;

    WooWebhooks(Tables tables) {
        this.tables = tables;
    }

    /** Adds a subscription of a topic to an address. */
    Response subscribe(JsonNode sent) {
        long id = tables.next("webhooks", 142);
        ObjectNode webhook = ((ObjectNode) sent).deepCopy().put("id", id).put("status", "active");
        tables.table("webhooks").put(id, webhook);
        sender.post(
                Json.text(webhook, "delivery_url"),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                "webhook_id=" + id);
        return Response.json(201, webhook);
    }

    void announce(String event, JsonNode body) {
        String topic = "customer." + event;
        tables.table("webhooks").stream()
                .filter(webhook -> Json.text(webhook, "topic").equals(topic))
                .toList()
                .forEach(webhook -> post(webhook, topic, event, body.toString()));
    }

    private void post(ObjectNode webhook, String topic, String event, String body) {
        String delivery = tables.next("deliveries", 1) + "-" + Json.text(webhook, "id");
        sender.post(
                Json.text(webhook, "delivery_url"),
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-WC-Webhook-Source",
                        "https://twin.example/",
                        "X-WC-Webhook-Topic",
                        topic,
                        "X-WC-Webhook-Resource",
                        "customer",
                        "X-WC-Webhook-Event",
                        event,
                        "X-WC-Webhook-Signature",
                        Signatures.wooCommerce(Json.text(webhook, "secret"), body),
                        "X-WC-Webhook-ID",
                        Json.text(webhook, "id"),
                        "X-WC-Webhook-Delivery-ID",
                        delivery),
                body);
    }

    @Override
    public void close() {
        sender.close();
    }
}
