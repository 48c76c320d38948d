package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who subscribed to which changes of a shop, and how they are told (shopify.dev, webhooks over HTTPS). */
final class ShopifyWebhooks implements AutoCloseable {
    private final Webhooks sender = new Webhooks();
    private final Tables tables;
    private final Clock clock;
    private final String secret;

    ShopifyWebhooks(Tables tables, Clock clock, String secret) {
        this.tables = tables;
        this.clock = clock;
        this.secret = secret;
    }

    /** Adds a subscription of a topic to an address. */
    Response subscribe(Request request) {
        JsonNode body = request.json();
        if (body == null || Json.text(body.path("webhook"), "address").isEmpty()) {
            return Response.json(422, Json.object().set("errors", ShopifyCustomers.wrong("address", "can't be blank")));
        }
        long id = tables.next("webhooks", 901_431_826L);
        ObjectNode webhook = ((ObjectNode) body.get("webhook")).deepCopy().put("id", id);
        tables.table("webhooks").put(id, webhook);
        return Response.json(201, Json.object().set("webhook", webhook));
    }

    /** Since 2025-01 a customer's webhook holds neither tags nor consents nor order counts. */
    void announce(String topic, ObjectNode customer) {
        String body = customer.deepCopy()
                .without(List.of(
                        "tags", "email_marketing_consent", "sms_marketing_consent", "orders_count", "total_spent"))
                .toString();
        tables.table("webhooks").stream()
                .filter(webhook -> Json.text(webhook, "topic").equals(topic))
                .forEach(webhook -> sender.post(Json.text(webhook, "address"), headers(topic, body), body));
    }

    private Map<String, String> headers(String topic, String body) {
        String event =
                UUID.nameUUIDFromBytes(("event" + tables.next("events", 1)).getBytes(StandardCharsets.UTF_8)) + "";
        return Map.of(
                "Content-Type",
                "application/json",
                "X-Shopify-Topic",
                topic,
                "X-Shopify-Shop-Domain",
                "twin.myshopify.com",
                "X-Shopify-API-Version",
                ShopifyTwin.VERSION,
                "X-Shopify-Hmac-Sha256",
                Signatures.shopify(secret, body),
                "X-Shopify-Webhook-Id",
                event,
                "X-Shopify-Event-Id",
                event,
                "X-Shopify-Triggered-At",
                clock.instant().toString());
    }

    long delivered() {
        return sender.delivered();
    }

    @Override
    public void close() {
        sender.close();
    }
}
