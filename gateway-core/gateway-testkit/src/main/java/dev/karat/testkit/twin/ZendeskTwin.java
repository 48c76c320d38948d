package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Zendesk account with its Support API for users and, as far as needed, tickets
 * (developer.zendesk.com/api-reference/ticketing). Paths may end in {@code .json}.
 */
public final class ZendeskTwin extends VendorTwin {
    /** E-mail of the agent whose API token is the credential. */
    public static final String AGENT = "agent@support.example.com";

    private static final String API = "/api/v2";
    private static final String TOKENS = "/oauth/tokens";

    /**
     * How this account behaves.
     *
     * @param perMinute requests per minute; 400 on a Professional plan
     * @param exportsPerMinute requests per minute to the incremental exports; 10 on every plan
     * @param withholdsLastMinute true if exports leave out what changed in the last minute, as the vendor's do
     * @param searchLag how long a new or changed user stays unknown to the search
     */
    public record Options(int perMinute, int exportsPerMinute, boolean withholdsLastMinute, Duration searchLag) {
        public static final Options STANDARD = new Options(400, 10, true, Duration.ZERO);
    }

    private final ZendeskUsers users;
    private final ZendeskListing listing;
    private final ZendeskTickets tickets;
    private final ZendeskExport export;
    private final OAuthTokens tokens;
    private final LeakyBucket requests;
    private final LeakyBucket exports;

    private ZendeskTwin(TwinSettings settings, Options options) {
        super("zendesk", settings);
        this.users = new ZendeskUsers(tables, clock, this::baseUri);
        this.listing = new ZendeskListing(users, clock, options.searchLag);
        this.tickets = new ZendeskTickets(tables, users, this::baseUri);
        this.export = new ZendeskExport(clock, options.withholdsLastMinute);
        this.tokens = new OAuthTokens(tables, clock, secret, true);
        routes.on("POST", TOKENS, (request, parts) -> tokens.issue(request));
        this.requests = new LeakyBucket(clock, options.perMinute, options.perMinute / 60.0);
        this.exports = new LeakyBucket(clock, options.exportsPerMinute, options.exportsPerMinute / 60.0);
        for (String end : List.of(".json", "")) {
            route(end);
        }
    }

    private void route(String end) {
        routes.on(
                        "GET",
                        API + "/incremental/users/cursor" + end,
                        (request, parts) -> exported(request, "users", users.table()))
                .on(
                        "GET",
                        API + "/incremental/tickets/cursor" + end,
                        (request, parts) -> exported(request, "tickets", tickets.table()))
                .on("GET", API + "/users" + end, (request, parts) -> listing.page(request, baseUri() + request.path()))
                .on("POST", API + "/users" + end, (request, parts) -> write(request, users.fresh(), 201))
                .on("GET", API + "/users/me" + end, (request, parts) -> me())
                .on("GET", API + "/users/search" + end, (request, parts) -> listing.search(request))
                .on("POST", API + "/users/create_or_update" + end, (request, parts) -> createOrUpdate(request))
                .on("GET", API + "/users/{id}" + end, (request, parts) -> shown(user(parts)))
                .on("PUT", API + "/users/{id}" + end, (request, parts) -> update(request, parts))
                .on("DELETE", API + "/users/{id}" + end, (request, parts) -> delete(parts))
                .on("GET", API + "/users/{id}/identities" + end, (request, parts) -> identities(parts))
                .on("POST", API + "/users/{id}/identities" + end, this::addIdentity)
                .on(
                        "PUT",
                        API + "/users/{id}/identities/{iid}/make_primary" + end,
                        (request, parts) -> makePrimary(parts))
                .on("POST", API + "/tickets" + end, (request, parts) -> createTicket(request))
                .on("GET", API + "/tickets/{id}" + end, (request, parts) -> ticket(parts));
    }

    /** Starts an account on the Professional plan. */
    public static ZendeskTwin start(TwinSettings settings) {
        return start(settings, Options.STANDARD);
    }

    public static ZendeskTwin start(TwinSettings settings, Options options) {
        var twin = new ZendeskTwin(settings, options);
        twin.open();
        return twin;
    }

    /** 429 in plain text, without JSON and without Retry-After: one user was updated too often. */
    public static Fault tooManyUpdatesOfOneUser() {
        return new Fault.Refusal(
                429,
                Map.of("Content-Type", "text/plain"),
                "You have exceeded the rate limit for updating a single unique user");
    }

    /**
     * {@code token} for Bearer; {@code email} and {@code apiToken} for Basic as {@code email/token:apiToken}; what OAuth
     * needs.
     */
    @Override
    public Map<String, String> credentials() {
        var credentials = new TreeMap<>(tokens.credentials());
        credentials.putAll(Map.of("token", secret, "email", AGENT, "apiToken", secret));
        return credentials;
    }

    /** Every user, inactive ones too. */
    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        for (String after = "0"; !after.isEmpty(); ) {
            JsonNode page =
                    read(API + "/users?active=any&page%5Bafter%5D=" + after).body();
            page.path("users").forEach(all::add);
            JsonNode meta = page.path("meta");
            after = meta.path("has_more").asBoolean() ? Json.text(meta, "after_cursor") : "";
        }
        return all;
    }

    /** Every ticket, in the order of their numbers. */
    public List<JsonNode> tickets() {
        var all = new ArrayList<JsonNode>();
        for (long id = 1; id <= tickets.table().size(); id++) {
            all.add(read(API + "/tickets/" + id).body().path("ticket"));
        }
        return all;
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        if (request.path().equals(TOKENS)) {
            return null;
        }
        String header = request.header("Authorization");
        if (header == null || !authorized(header)) {
            return error(401);
        }
        boolean exporting = request.path().startsWith(API + "/incremental/");
        if (!requests.take()) {
            return limited(requests);
        }
        return exporting && !exports.take() ? limited(exports) : null;
    }

    @Override
    Response finish(Request request, Response response) {
        int remaining = requests.capacity() - requests.level();
        return response.with("X-Rate-Limit", requests.capacity() + "")
                .with("X-Rate-Limit-Remaining", remaining + "")
                .with("ratelimit-limit", requests.capacity() + "")
                .with("ratelimit-remaining", remaining + "")
                .with("ratelimit-reset", "60");
    }

    @Override
    Response error(int status) {
        return switch (status) {
            case 401 -> Response.json(401, Json.object().put("error", "Couldn't authenticate you"));
            case 403 -> Response.json(403, said("Forbidden", "You do not have access to this page."));
            case 404 -> Response.json(404, said("RecordNotFound", "Not found"));
            case 409 -> Response.json(409, said("Conflict", "The record was changed by somebody else"));
            case 429 ->
                Response.json(429, said("APIRateLimitExceeded", "Number of allowed API requests per minute exceeded"));
            default -> Response.json(status, said("Error", "Status " + status));
        };
    }

    private static ObjectNode said(String error, String description) {
        return Json.object().put("error", error).put("description", description);
    }

    private Response limited(LeakyBucket bucket) {
        long seconds = Math.max(1, (long) Math.ceil(bucket.secondsToWait()));
        return error(429).with("Retry-After", seconds + "");
    }

    private boolean authorized(String header) {
        if (header.startsWith("Bearer ")) {
            String token = header.substring("Bearer ".length());
            return token.equals(secret) || tokens.valid(token);
        }
        String pair = AGENT + "/token:" + secret;
        return header.equals("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private Response exported(Request request, String name, Table table) {
        return export.page(request, baseUri() + request.path(), name, table.stream());
    }

    private Response me() {
        ObjectNode agent = users.fresh()
                .put("id", 1L)
                .put("name", "Agent")
                .put("email", AGENT)
                .put("role", "admin");
        return Response.json(200, Json.object().set("user", agent));
    }

    private Response createOrUpdate(Request request) {
        JsonNode sent = request.json();
        ObjectNode known = sent == null ? null : users.meant(sent.path("user"));
        return write(request, known == null ? users.fresh() : known, known == null ? 201 : 200);
    }

    private Response update(Request request, List<String> parts) {
        ObjectNode user = user(parts);
        return user == null || !user.path("active").asBoolean() ? error(404) : write(request, user, 200);
    }

    private Response write(Request request, ObjectNode user, int status) {
        JsonNode sent = request.json();
        if (sent == null || !sent.path("user").isObject()) {
            ObjectNode title = Json.object()
                    .put("title", "Invalid attribute")
                    .put(
                            "message",
                            "You passed an invalid value for the user attribute. Invalid parameter: user must be an object");
            return Response.json(400, Json.object().set("error", title));
        }
        ObjectNode wrong = users.merge(user, sent.get("user"));
        return wrong == null ? shown(users.store(user, sent.get("user")), status) : Response.json(422, wrong);
    }

    private Response shown(@Nullable ObjectNode user) {
        return user == null ? error(404) : shown(user, 200);
    }

    private static Response shown(ObjectNode user, int status) {
        return Response.json(status, Json.object().set("user", user));
    }

    private Response delete(List<String> parts) {
        ObjectNode user = user(parts);
        return user == null || !user.path("active").asBoolean() ? error(404) : shown(users.deactivate(user), 200);
    }

    private Response identities(List<String> parts) {
        ObjectNode user = user(parts);
        if (user == null) {
            return error(404);
        }
        ObjectNode body = Json.object();
        body.set("identities", users.identities().of(user.get("id").asLong()));
        return Response.json(200, body);
    }

    private Response addIdentity(Request request, List<String> parts) {
        ObjectNode user = user(parts);
        JsonNode sent = request.json();
        if (user == null || sent == null) {
            return error(404);
        }
        JsonNode identity = sent.path("identity");
        long id = user.get("id").asLong();
        String value = Json.text(identity, "value").toLowerCase(Locale.ROOT);
        if (value.isEmpty() || users.identities().ownedByOther(value, id)) {
            return Response.json(
                    422,
                    ZendeskUsers.wrong(
                            "value", "Value: " + value + " is already being used by another user", "DuplicateValue"));
        }
        ObjectNode added = users.identities().add(id, Json.text(identity, "type"), value, false, users.now());
        return Response.json(201, Json.object().set("identity", added));
    }

    private Response makePrimary(List<String> parts) {
        ObjectNode user = user(parts);
        return user == null || !users.makePrimary(user, number(parts.get(1))) ? error(404) : identities(parts);
    }

    private Response createTicket(Request request) {
        JsonNode sent = request.json();
        return sent == null ? error(400) : tickets.create(sent.path("ticket"));
    }

    private Response ticket(List<String> parts) {
        ObjectNode ticket = tickets.table().get(number(parts.get(0)));
        return ticket == null ? error(404) : Response.json(200, Json.object().set("ticket", ticket));
    }

    private @Nullable ObjectNode user(List<String> parts) {
        return users.table().get(number(parts.get(0)));
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
