package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Shopify shop with its REST Admin API, version 2026-07, for customers (shopify.dev/docs/api/admin-rest; examples of
 * the vendor's own client libraries). Optionally it posts webhooks to who subscribed.
 */
public final class ShopifyTwin extends VendorTwin {
    /** Version segment of the paths. */
    public static final String VERSION = "2026-07";

    private static final String API = "/admin/api/" + VERSION;
    private static final Pattern NEXT = Pattern.compile("<[^>]*?(/admin[^>]+)>; rel=\"next\"");

    /**
     * How this shop differs from others.
     *
     * @param bucket requests that fit before 429; 40 in a standard shop
     * @param leakPerSecond requests that leak per second; 2 in a standard shop, 20 in a Plus shop
     * @param zone of the shop, in which it writes times
     */
    public record Options(int bucket, double leakPerSecond, ZoneId zone) {
        /** The standard plan. */
        public static final Options STANDARD = new Options(40, 2, ZoneId.of("America/New_York"));
    }

    private final ShopifyCustomers customers;
    private final ShopifyPages pages;
    private final LeakyBucket bucket;
    private final ShopifyTokens tokens;
    private final ShopifyWebhooks webhooks;

    private ShopifyTwin(TwinSettings settings, Options options) {
        super("shopify", settings);
        this.customers = new ShopifyCustomers(tables, clock, options.zone);
        this.pages = new ShopifyPages(options.zone);
        this.tokens = new ShopifyTokens(tables, clock, secret);
        this.webhooks = new ShopifyWebhooks(tables, clock, secret);
        this.bucket = new LeakyBucket(clock, options.bucket, options.leakPerSecond);
        routes.on("POST", "/admin/oauth/access_token", (request, parts) -> tokens.issue(request))
                .on("GET", API + "/customers.json", (request, parts) -> list(request, row -> true))
                .on("POST", API + "/customers.json", (request, parts) -> create(request))
                .on("GET", API + "/customers/count.json", (request, parts) -> count(request))
                .on("GET", API + "/customers/search.json", (request, parts) -> search(request))
                .on(
                        "GET",
                        API + "/customers/{id}.json",
                        (request, parts) -> one(customers.table().get(id(parts))))
                .on("PUT", API + "/customers/{id}.json", this::update)
                .on("DELETE", API + "/customers/{id}.json", (request, parts) -> delete(id(parts)))
                .on("POST", API + "/customers/{id}/addresses.json", this::putAddress)
                .on("PUT", API + "/customers/{id}/addresses/{aid}.json", this::putAddress)
                .on(
                        "PUT",
                        API + "/customers/{id}/addresses/{aid}/default.json",
                        (request, parts) -> defaultAddress(parts))
                .on("POST", API + "/webhooks.json", (request, parts) -> webhooks.subscribe(request));
    }

    /** Starts a shop on the standard plan. */
    public static ShopifyTwin start(TwinSettings settings) {
        return start(settings, Options.STANDARD);
    }

    public static ShopifyTwin start(TwinSettings settings, Options options) {
        var twin = new ShopifyTwin(settings, options);
        twin.open();
        return twin;
    }

    /** {@code accessToken}; or {@code clientId} and {@code clientSecret}, which is also the key of the webhooks. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("accessToken", secret, "clientId", "twin-app", "clientSecret", secret);
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        for (String next = API + "/customers.json?limit=250&order=id+asc"; next != null; ) {
            StaffReader.Page page = read(next);
            page.body().path("customers").forEach(all::add);
            Matcher link = NEXT.matcher(page.link() == null ? "" : page.link());
            next = link.find() ? link.group(1) : null;
        }
        return all;
    }

    /** Lets the customer buy something, which counts an order and moves updated_at though nothing personal changed. */
    public void placeOrder(long customerId) {
        synchronized (tables) {
            ObjectNode customer = customers.table().get(customerId);
            if (customer != null) {
                customers.store(customer.put(
                        "orders_count", customer.get("orders_count").asInt() + 1));
                tables.commit();
            }
        }
    }

    /** Webhooks that their receivers took. */
    public long webhooksDelivered() {
        return webhooks.delivered();
    }

    @Override
    public void close() {
        webhooks.close();
        super.close();
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        if (request.path().equals("/admin/oauth/access_token")) {
            return null;
        }
        if (!tokens.valid(request.header("X-Shopify-Access-Token"))) {
            return error(401);
        }
        return bucket.take()
                ? null
                : error(429)
                        .with("Retry-After", String.format(Locale.ROOT, "%.1f", Math.max(1, bucket.secondsToWait())));
    }

    @Override
    Response finish(Request request, Response response) {
        return response.with("X-Shopify-Shop-Api-Call-Limit", bucket.level() + "/" + bucket.capacity());
    }

    @Override
    Response error(int status) {
        String message = switch (status) {
            case 401 -> "[API] Invalid API key or access token (unrecognized login or wrong password)";
            case 403 -> "[API] This action requires merchant approval for read_customers scope.";
            case 404 -> "Not Found";
            case 429 ->
                "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.";
            default -> "Error " + status;
        };
        return Response.json(status, Json.object().put("errors", message));
    }

    private Response list(Request request, Predicate<JsonNode> filter) {
        return pages.page(
                request, baseUri() + request.path(), customers.table().stream().filter(filter));
    }

    private Response search(Request request) {
        String query = request.parameter("query", "");
        return pages.page(
                request,
                baseUri() + request.path(),
                ShopifySearch.candidates(query, customers.table()).filter(ShopifySearch.matching(query)));
    }

    private Response count(Request request) {
        String min = request.parameter("updated_at_min");
        long count = customers.table().stream()
                .filter(row -> min == null || pages.seconds(Json.text(row, "updated_at")) >= pages.seconds(min))
                .count();
        return Response.json(200, Json.object().put("count", count));
    }

    private Response create(Request request) {
        return write(request, customers.fresh(), 201);
    }

    private Response update(Request request, List<String> parts) {
        ObjectNode customer = customers.table().get(id(parts));
        return customer == null ? error(404) : write(request, customer, 200);
    }

    private Response write(Request request, ObjectNode customer, int status) {
        JsonNode body = request.json();
        if (body == null || !body.path("customer").isObject()) {
            ObjectNode missing = Json.object().put("customer", "Required parameter missing or invalid");
            return Response.json(400, Json.object().set("errors", missing));
        }
        ObjectNode wrong = customers.merge(customer, body.get("customer"));
        return wrong == null
                ? stored(customer, status)
                : Response.json(422, Json.object().set("errors", wrong));
    }

    private Response stored(ObjectNode customer, int status) {
        JsonNode before = customers.table().get(customer.get("id").asLong());
        ObjectNode stored = customers.store(customer);
        if (!stored.equals(before)) {
            webhooks.announce(before == null ? "customers/create" : "customers/update", stored);
        }
        return Response.json(status, Json.object().set("customer", stored));
    }

    private Response one(@Nullable ObjectNode customer) {
        return customer == null ? error(404) : Response.json(200, Json.object().set("customer", customer));
    }

    private Response delete(long id) {
        ObjectNode customer = customers.table().get(id);
        if (customer == null) {
            return error(404);
        }
        if (customer.path("orders_count").asInt() > 0) {
            ObjectNode wrong = ShopifyCustomers.wrong("base", "Customer has orders and cannot be deleted");
            return Response.json(422, Json.object().set("errors", wrong));
        }
        customers.table().remove(id);
        webhooks.announce("customers/delete", Json.object().put("id", id));
        return Response.json(200, Json.object());
    }

    private Response putAddress(Request request, List<String> parts) {
        ObjectNode customer = customers.table().get(id(parts));
        JsonNode body = request.json();
        long address = parts.size() > 1 ? number(parts.get(1)) : 0;
        if (customer == null || body == null) {
            return error(body == null ? 400 : 404);
        }
        if (address != 0 && ShopifyAddresses.find(customer.path("addresses"), address) == null) {
            return error(404);
        }
        ObjectNode wrong = customers.addresses().put(customer, address, body.path("address"));
        if (wrong != null) {
            return Response.json(422, Json.object().set("errors", wrong));
        }
        stored(customer, 200);
        JsonNode addresses = customer.path("addresses");
        JsonNode written =
                address == 0 ? addresses.get(addresses.size() - 1) : ShopifyAddresses.find(addresses, address);
        return Response.json(address == 0 ? 201 : 200, Json.object().set("customer_address", written));
    }

    private Response defaultAddress(List<String> parts) {
        ObjectNode customer = customers.table().get(id(parts));
        if (customer == null || !ShopifyAddresses.setDefault(customer, number(parts.get(1)))) {
            return error(404);
        }
        stored(customer, 200);
        return Response.json(200, Json.object().set("customer_address", customer.get("default_address")));
    }

    private static long id(List<String> parts) {
        return number(parts.get(0));
    }

    /** The number in a path, or -1 where there is none, which no row has. */
    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
