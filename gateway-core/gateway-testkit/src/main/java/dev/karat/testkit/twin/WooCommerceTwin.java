package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A WooCommerce shop with the customers of its REST API v3 (woocommerce.github.io/woocommerce-rest-api-docs). It knows no
 * limit of calls, and no list of what changed.
 */
public final class WooCommerceTwin extends VendorTwin {
    private static final String CUSTOMERS = "/wp-json/wc/v3/customers";
    private static final String KEY = "ck_twin";
    private static final int PAGE_MAX = 100;

    private final WooCustomers customers;
    private final WooWebhooks webhooks;

    private WooCommerceTwin(TwinSettings settings) {
        super("woocommerce", settings);
        this.customers = new WooCustomers(tables, clock);
        this.webhooks = new WooWebhooks(tables);
        var batch = new WooBatch(customers);
        routes.on("GET", CUSTOMERS, (request, parts) -> list(request))
                .on("POST", CUSTOMERS, withBody((request, sent) -> create(request, sent)))
                .on("POST", CUSTOMERS + "/batch", withBody((request, sent) -> batch.batch(sent)))
                .on("GET", CUSTOMERS + "/{id}", (request, parts) -> one(parts.get(0)))
                .on("PUT", CUSTOMERS + "/{id}", withBody(this::update))
                .on("DELETE", CUSTOMERS + "/{id}", (request, parts) -> delete(request, parts.get(0)))
                .on("POST", "/wp-json/wc/v3/webhooks", withBody((request, sent) -> webhooks.subscribe(sent)));
    }

    public static WooCommerceTwin start(TwinSettings settings) {
        var twin = new WooCommerceTwin(settings);
        twin.open();
        return twin;
    }

    /** {@code consumerKey} and {@code consumerSecret}, of an administrator. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("consumerKey", KEY, "consumerSecret", secret);
    }

    /** Every user, of whatever role. */
    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        for (int page = 1; ; page++) {
            JsonNode rows =
                    read(CUSTOMERS + "?role=all&per_page=100&page=" + page).body();
            rows.forEach(all::add);
            if (rows.isEmpty()) {
                return all;
            }
        }
    }

    @Override
    public void close() {
        webhooks.close();
        super.close();
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        String pair = KEY + ":" + secret;
        String right = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return right.equals(request.header("Authorization")) ? null : error(401);
    }

    @Override
    Response error(int status) {
        ObjectNode body = switch (status) {
            case 401 -> WooCustomers.error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.");
            case 404 -> WooCustomers.error(404, "woocommerce_rest_invalid_id", "Invalid resource ID.");
            default -> WooCustomers.error(status, "internal_server_error", "There has been a critical error.");
        };
        return Response.json(status, body);
    }

    private static BiFunction<Request, List<String>, Response> withBody(
            BiFunction<Request, JsonNode, Response> handler) {
        return (request, parts) -> {
            JsonNode sent = request.json();
            return sent == null || !sent.isObject()
                    ? Response.json(400, WooCustomers.error(400, "rest_invalid_json", "Invalid JSON body passed."))
                    : handler.apply(request, sent);
        };
    }

    private Response list(Request request) {
        int size = Integer.parseInt(request.parameter("per_page", "10"));
        int page = Integer.parseInt(request.parameter("page", "1"));
        if (size < 1 || size > PAGE_MAX || page < 1) {
            return Response.json(400, WooCustomers.error(400, "rest_invalid_param", "Invalid parameter(s): per_page"));
        }
        String role = request.parameter("role", "customer");
        String email = request.parameter("email", "").toLowerCase(Locale.ROOT);
        List<ObjectNode> found = customers.table().stream()
                .filter(row -> role.equals("all") || Json.text(row, "role").equals(role))
                .filter(row -> email.isEmpty()
                        || Json.text(row, "email").toLowerCase(Locale.ROOT).equals(email))
                .toList();
        ArrayNode rows = Json.array();
        found.stream().skip((page - 1L) * size).limit(size).forEach(rows::add);
        int pages = (found.size() + size - 1) / size;
        Response response =
                Response.json(200, rows).with("X-WP-Total", found.size() + "").with("X-WP-TotalPages", pages + "");
        return page < pages
                ? response.with(
                        "Link",
                        "<" + baseUri() + CUSTOMERS + "?page=" + (page + 1) + "&per_page=" + size + ">; rel=\"next\"")
                : response;
    }

    private @Nullable ObjectNode customer(String id) {
        return id.matches("\\d{1,18}") ? customers.table().get(Long.parseLong(id)) : null;
    }

    private Response one(String id) {
        ObjectNode customer = customer(id);
        return customer == null ? error(404) : Response.json(200, customer);
    }

    private Response create(Request request, JsonNode sent) {
        return write(request, customers.fresh(), sent, 201, "created");
    }

    private Response update(Request request, JsonNode sent) {
        ObjectNode customer = customer(request.path().substring(CUSTOMERS.length() + 1));
        if (customer == null) {
            return error(404);
        }
        return request.staff() || WooCustomers.MANAGED.contains(Json.text(customer, "role"))
                ? write(request, customer, sent, 200, "updated")
                : Response.json(
                        403,
                        WooCustomers.error(
                                403,
                                "woocommerce_rest_cannot_edit",
                                "Sorry, you are not allowed to edit this resource."));
    }

    private Response write(Request request, ObjectNode customer, JsonNode sent, int status, String event) {
        ObjectNode wrong = customers.merge(customer, sent, request.staff());
        if (wrong != null) {
            return Response.json(wrong.at("/data/status").asInt(), wrong);
        }
        ObjectNode stored = customers.store(customer);
        webhooks.announce(event, stored);
        return Response.json(status, stored);
    }

    private Response delete(Request request, String id) {
        ObjectNode customer = customer(id);
        if (customer == null) {
            return error(404);
        }
        if (!request.parameter("force", "false").equals("true")) {
            return Response.json(
                    501,
                    WooCustomers.error(
                            501, "woocommerce_rest_trash_not_supported", "Customers do not support trashing."));
        }
        customers.table().remove(customer.get("id").asLong());
        webhooks.announce("deleted", Json.object().put("id", customer.get("id").asLong()));
        return Response.json(200, customer);
    }
}
