package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** WooCommerce's call for up to 100 customers: answered with 200 whatever became of each. */
final class WooBatch {
    private static final int OBJECTS_MAX = 100;

    private final WooCustomers customers;

    WooBatch(WooCustomers customers) {
        this.customers = customers;
    }

    Response batch(JsonNode sent) {
        int objects = sent.path("create").size()
                + sent.path("update").size()
                + sent.path("delete").size();
        if (objects > OBJECTS_MAX) {
            return Response.json(
                    413,
                    WooCustomers.error(
                            413, "woocommerce_rest_request_entity_too_large", "Unable to accept more than 100 items"));
        }
        ObjectNode body = Json.object();
        if (sent.has("create")) {
            ArrayNode created = body.putArray("create");
            sent.path("create").forEach(item -> created.add(write(0, customers.fresh(), item)));
        }
        if (sent.has("update")) {
            ArrayNode updated = body.putArray("update");
            sent.path("update").forEach(item -> {
                long id = item.path("id").asLong();
                updated.add(write(id, customers.table().get(id), item));
            });
        }
        return Response.json(200, body);
    }

    private ObjectNode write(long id, @Nullable ObjectNode customer, JsonNode item) {
        ObjectNode wrong = customer == null
                ? WooCustomers.error(404, "woocommerce_rest_invalid_id", "Invalid resource ID.")
                : customers.merge(customer, item, false);
        return customer == null || wrong != null
                ? Json.object().put("id", id).set("error", wrong)
                : customers.store(customer);
    }
}
