package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A HubSpot account with the contacts of its CRM object API, dated version 2026-03, and the part of its communication
 * preferences that ends all marketing mail (developers.hubspot.com).
 */
public final class HubSpotTwin extends VendorTwin {
    private static final String CONTACTS = "/crm/objects/2026-03/contacts";
    private static final String TOKENS = "/oauth/2026-03/token";
    private static final int LIST_MAX = 100;
    private static final int SECONDS = 10;

    /**
     * How this account behaves.
     *
     * @param perTenSeconds calls in ten seconds; 190 for an app of an account on the Professional plan
     * @param searchesPerSecond searches of all apps together; 5 for every account
     * @param searchResultsMax rows of one search, over all its pages; 10,000 for every account
     * @param searchLag until a changed contact is found by a search
     * @param mergesIntoNewRecord merging two contacts makes a third one
     */
    public record Options(
            int perTenSeconds,
            int searchesPerSecond,
            int searchResultsMax,
            Duration searchLag,
            boolean mergesIntoNewRecord) {
        public static final Options STANDARD = new Options(190, 5, 10_000, Duration.ZERO, true);
    }

    private final HubSpotContacts contacts;
    private final HubSpotSearch search;
    private final HubSpotWebhooks webhooks;
    private final Options options;
    private final OAuthTokens tokens;
    private final LeakyBucket requests;
    private final LeakyBucket searches;

    private HubSpotTwin(TwinSettings settings, Options options) {
        super("hubspot", settings);
        this.options = options;
        this.contacts = new HubSpotContacts(tables, clock);
        this.search = new HubSpotSearch(contacts, clock, options);
        this.webhooks = new HubSpotWebhooks(tables, clock, secret);
        this.requests = new LeakyBucket(clock, options.perTenSeconds, options.perTenSeconds / (double) SECONDS);
        this.searches = new LeakyBucket(clock, options.searchesPerSecond, options.searchesPerSecond);
        this.tokens = new OAuthTokens(tables, clock, secret, false);
        routes.on("POST", TOKENS, (request, parts) -> tokens.issue(request));
        var batches = new HubSpotBatches(contacts);
        routes.on("GET", CONTACTS, (request, parts) -> list(request))
                .on("POST", CONTACTS, withBody((sent, parts) -> create(sent)))
                .on("POST", CONTACTS + "/search", withBody((sent, parts) -> search.search(sent)))
                .on("POST", CONTACTS + "/merge", withBody((sent, parts) -> merge(sent)))
                .on("POST", CONTACTS + "/gdpr-delete", withBody((sent, parts) -> erase(sent)))
                .on("POST", CONTACTS + "/batch/read", withBody((sent, parts) -> batches.read(sent)))
                .on("POST", CONTACTS + "/batch/create", withBody((sent, parts) -> batches.create(sent)))
                .on("POST", CONTACTS + "/batch/update", withBody((sent, parts) -> batches.update(sent)))
                .on("GET", CONTACTS + "/{id}", this::one)
                .on("PATCH", CONTACTS + "/{id}", withBody(this::update))
                .on("DELETE", CONTACTS + "/{id}", (request, parts) -> archive(parts.get(0)))
                .on(
                        "POST",
                        "/communication-preferences/2026-03/statuses/{email}/unsubscribe-all",
                        (request, parts) -> unsubscribe(parts.get(0)))
                .on("PUT", "/webhooks/v3/{app}/settings", (request, parts) -> webhooks.settings(request));
    }

    /** Starts an account on the Professional plan. */
    public static HubSpotTwin start(TwinSettings settings) {
        return start(settings, Options.STANDARD);
    }

    public static HubSpotTwin start(TwinSettings settings, Options options) {
        var twin = new HubSpotTwin(settings, options);
        twin.open();
        return twin;
    }

    /** {@code token} of a private app; what OAuth needs, of which {@code clientSecret} also signs the webhooks. */
    @Override
    public Map<String, String> credentials() {
        var credentials = new TreeMap<>(tokens.credentials());
        credentials.put("token", secret);
        return credentials;
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        String properties = String.join("%2C", HubSpotContacts.PROPERTIES);
        for (String after = "0"; !after.isEmpty(); ) {
            JsonNode page = read(CONTACTS + "?limit=100&properties=" + properties + "&after=" + after)
                    .body();
            page.path("results").forEach(all::add);
            after = Json.text(page.at("/paging/next"), "after");
        }
        return all;
    }

    @Override
    public void close() {
        webhooks.close();
        super.close();
    }

    @Override
    boolean isRead(Request request) {
        return super.isRead(request)
                || request.path().endsWith("/search")
                || request.path().endsWith("/batch/read");
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        if (request.path().equals(TOKENS)) {
            return null;
        }
        String header = request.header("Authorization");
        String token = header == null ? "" : header.replaceFirst("^Bearer ", "");
        if (!token.equals(secret) && !tokens.valid(token)) {
            return error(401);
        }
        boolean search = request.path().endsWith("/search");
        return requests.take() && (!search || searches.take()) ? null : error(429);
    }

    @Override
    Response finish(Request request, Response response) {
        // Searches do not tell.
        return request.path().endsWith("/search")
                ? response
                : response.with("X-HubSpot-RateLimit-Interval-Milliseconds", SECONDS * 1000 + "")
                        .with("X-HubSpot-RateLimit-Max", options.perTenSeconds + "")
                        .with(
                                "X-HubSpot-RateLimit-Remaining",
                                Math.max(0, requests.capacity() - requests.level()) + "");
    }

    @Override
    Response error(int status) {
        String category = switch (status) {
            case 401 -> "INVALID_AUTHENTICATION";
            case 403 -> "MISSING_SCOPES";
            case 404 -> "OBJECT_NOT_FOUND";
            case 429 -> "RATE_LIMITS";
            default -> "ERROR";
        };
        return new HubSpotProblem(status, category, "resource not found or refused", "").response();
    }

    private static BiFunction<Request, List<String>, Response> withBody(
            BiFunction<JsonNode, List<String>, Response> handler) {
        return (request, parts) -> {
            JsonNode sent = request.json();
            return sent == null || !sent.isObject()
                    ? HubSpotProblem.malformed("Invalid input JSON").response()
                    : handler.apply(sent, parts);
        };
    }

    private static Set<String> asked(Request request) {
        return Set.of(request.parameter("properties", "").split(","));
    }

    private Response list(Request request) {
        int limit = Integer.parseInt(request.parameter("limit", "10"));
        if (limit > LIST_MAX) {
            return HubSpotProblem.malformed("limit must be 100 or less").response();
        }
        long after = Long.parseLong(request.parameter("after", "0"));
        boolean archived = Boolean.parseBoolean(request.parameter("archived", "false"));
        List<ObjectNode> rows = contacts.table().stream()
                .filter(row -> row.get("id").asLong() >= after)
                .filter(row -> row.path("archived").asBoolean() == archived)
                .limit(limit + 1L)
                .toList();
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        rows.stream().limit(limit).forEach(row -> results.add(HubSpotContacts.shown(row, asked(request))));
        if (rows.size() > limit) {
            body.putObject("paging").putObject("next").put("after", Json.text(rows.get(limit), "id"));
        }
        return Response.json(200, body);
    }

    private Response one(Request request, List<String> parts) {
        boolean byEmail = request.parameter("idProperty", "").equals("email");
        ObjectNode contact = byEmail ? contacts.byEmail(parts.get(0)) : contacts.byId(parts.get(0));
        boolean archived = Boolean.parseBoolean(request.parameter("archived", "false"));
        return contact == null || contact.path("archived").asBoolean() != archived
                ? error(404)
                : Response.json(200, HubSpotContacts.shown(contact, asked(request)));
    }

    private Response create(JsonNode sent) {
        Response response = write(contacts.fresh(), sent, 201);
        if (response.ok()) {
            webhooks.announce(
                    "contact.creation", Json.parse(response.body()).get("id").asLong(), event -> {});
        }
        return response;
    }

    private Response update(JsonNode sent, List<String> parts) {
        return withLive(parts.get(0), contact -> {
            Response response = write(contact, sent, 200);
            if (response.ok()) {
                sent.path("properties")
                        .properties()
                        .forEach(property -> webhooks.announce(
                                "contact.propertyChange",
                                contact.get("id").asLong(),
                                event -> event.put("propertyName", property.getKey())
                                        .put(
                                                "propertyValue",
                                                property.getValue().asText())));
            }
            return response;
        });
    }

    private Response write(ObjectNode contact, JsonNode sent, int status) {
        HubSpotProblem wrong = contacts.merge(contact, sent.path("properties"));
        return wrong != null
                ? wrong.response()
                : Response.json(status, HubSpotContacts.shown(contacts.store(contact), HubSpotContacts.names(sent)));
    }

    private Response archive(String id) {
        return withLive(id, contact -> {
            contacts.archive(contact);
            webhooks.announce("contact.deletion", contact.get("id").asLong(), event -> {});
            return Response.empty(204);
        });
    }

    private Response erase(JsonNode sent) {
        return withLive(Json.text(sent, "objectId"), contact -> {
            contacts.table().remove(contact.get("id").asLong());
            webhooks.announce("contact.privacyDeletion", contact.get("id").asLong(), event -> {});
            return Response.empty(204);
        });
    }

    private Response merge(JsonNode sent) {
        return withLive(
                Json.text(sent, "primaryObjectId"),
                primary -> withLive(Json.text(sent, "objectIdToMerge"), other -> {
                    ObjectNode left = contacts.merge(primary, other, options.mergesIntoNewRecord);
                    webhooks.announce("contact.merge", primary.get("id").asLong(), event -> {
                        event.put("primaryObjectId", primary.get("id").asLong())
                                .put("newObjectId", left.get("id").asLong())
                                .put("numberOfPropertiesMoved", 1);
                        event.putArray("mergedObjectIds").add(other.get("id").asLong());
                    });
                    return Response.json(200, HubSpotContacts.shown(left, Set.of()));
                }));
    }

    private Response unsubscribe(String email) {
        ObjectNode contact = contacts.byEmail(email);
        if (contact != null) {
            contact.withObject("/properties").put("hs_email_optout", "true");
            contacts.store(contact);
        }
        return Response.json(200, Json.object().put("status", "COMPLETE").set("results", Json.array()));
    }

    private Response withLive(String id, Function<ObjectNode, Response> action) {
        ObjectNode contact = contacts.byId(id);
        return contact == null || contact.path("archived").asBoolean() ? error(404) : action.apply(contact);
    }
}
