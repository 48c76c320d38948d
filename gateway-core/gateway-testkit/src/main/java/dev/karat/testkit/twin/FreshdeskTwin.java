package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Freshdesk account with the contacts of its API v2 and, as far as needed, tickets (developers.freshdesk.com/api). Lists
 * of contacts are in no order that helps, and hide who was deleted.
 */
public final class FreshdeskTwin extends VendorTwin {
    private static final String API = "/api/v2";
    private static final int PAGE_MAX = 100;
    private static final Duration TICKETS_UNASKED = Duration.ofDays(30);

    /**
     * How this account behaves.
     *
     * @param perMinute requests per minute; 200 on the Growth plan
     */
    public record Options(int perMinute) {
        public static final Options STANDARD = new Options(200);
    }

    private final FreshdeskContacts contacts;
    private final LeakyBucket requests;

    private FreshdeskTwin(TwinSettings settings, Options options) {
        super("freshdesk", settings);
        this.contacts = new FreshdeskContacts(tables, clock);
        this.requests = new LeakyBucket(clock, options.perMinute, options.perMinute / 60.0);
        routes.on("GET", API + "/contacts", (request, parts) -> list(request))
                .on("POST", API + "/contacts", (request, parts) -> write(request, contacts.fresh(), 201))
                .on("GET", API + "/contacts/{id}", (request, parts) -> one(parts.get(0)))
                .on("PUT", API + "/contacts/{id}", (request, parts) -> update(request, parts.get(0)))
                .on("DELETE", API + "/contacts/{id}", (request, parts) -> delete(parts.get(0), true))
                .on("PUT", API + "/contacts/{id}/restore", (request, parts) -> delete(parts.get(0), false))
                .on("GET", API + "/tickets", (request, parts) -> tickets(request))
                .on("POST", API + "/tickets", (request, parts) -> ask(request));
    }

    /** Starts an account on the Growth plan. */
    public static FreshdeskTwin start(TwinSettings settings) {
        return start(settings, Options.STANDARD);
    }

    public static FreshdeskTwin start(TwinSettings settings, Options options) {
        var twin = new FreshdeskTwin(settings, options);
        twin.open();
        return twin;
    }

    /** {@code apiKey} of an agent; the password beside it may be anything. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("apiKey", secret);
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        for (int page = 1; ; page++) {
            JsonNode rows = read(API + "/contacts?per_page=100&page=" + page).body();
            rows.forEach(all::add);
            if (rows.isEmpty()) {
                return all;
            }
        }
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        String right = "Basic " + Base64.getEncoder().encodeToString((secret + ":X").getBytes(StandardCharsets.UTF_8));
        if (!right.equals(request.header("Authorization"))) {
            return error(401);
        }
        return requests.take()
                ? null
                : error(429).with("Retry-After", Math.max(1, (long) Math.ceil(requests.secondsToWait())) + "");
    }

    @Override
    Response finish(Request request, Response response) {
        return response.with("X-RateLimit-Total", requests.capacity() + "")
                .with("X-RateLimit-Remaining", Math.max(0, requests.capacity() - requests.level()) + "");
    }

    @Override
    Response error(int status) {
        return switch (status) {
            case 401 -> problem(401, "invalid_credentials", "You have to be logged in to perform this action.");
            case 403 -> problem(403, "access_denied", "You are not authorized to perform this action.");
            case 404 -> Response.empty(404);
            case 429 -> problem(429, "", "You have exceeded the limit of requests per minute");
            default -> problem(status, "internal_error", "We're sorry, but something went wrong.");
        };
    }

    private static Response problem(int status, String code, String message) {
        return Response.json(status, Json.object().put("code", code).put("message", message));
    }

    private Response list(Request request) {
        boolean deleted = request.parameter("state", "").equals("deleted");
        Stream<ObjectNode> rows = contacts.table().stream()
                .filter(row -> FreshdeskContacts.isDeleted(row) == deleted)
                .filter(since(request.parameter("_updated_since")));
        for (String field : List.of("email", "phone", "mobile", "unique_external_id")) {
            String wanted = request.parameter(field);
            if (wanted != null) {
                rows = rows.filter(row ->
                        row.path(field).asText("").toLowerCase(Locale.ROOT).equals(wanted.toLowerCase(Locale.ROOT)));
            }
        }
        Comparator<ObjectNode> order = Comparator.comparing(row -> Json.text(row, "name"));
        return page(
                request,
                rows.sorted(order.thenComparingLong(row -> -row.get("id").asLong()))
                        .map(FreshdeskContacts::listed)
                        .toList());
    }

    private static Predicate<JsonNode> since(@Nullable String time) {
        Instant since = time == null ? Instant.MIN : Instant.parse(time);
        return row -> !Instant.parse(Json.text(row, "updated_at")).isBefore(since);
    }

    private Response page(Request request, List<ObjectNode> found) {
        int size = Integer.parseInt(request.parameter("per_page", "30"));
        int number = Integer.parseInt(request.parameter("page", "1"));
        if (size > PAGE_MAX) {
            return problem(400, "invalid_value", "per_page must be 100 or less");
        }
        ArrayNode rows = Json.array();
        found.stream().skip((number - 1L) * size).limit(size).forEach(rows::add);
        Response response = Response.json(200, rows);
        if ((long) number * size >= found.size()) {
            return response;
        }
        var next =
                new StringBuilder(baseUri() + request.path()).append("?page=").append(number + 1);
        request.query().forEach((name, values) -> {
            if (!name.equals("page")) {
                next.append('&').append(name).append('=').append(values.get(0).replace(":", "%3A"));
            }
        });
        return response.with("Link", "<" + next + ">; rel=\"next\"");
    }

    private Response one(String id) {
        ObjectNode contact = contacts.get(id);
        return contact == null ? error(404) : Response.json(200, contact);
    }

    private Response update(Request request, String id) {
        ObjectNode contact = contacts.get(id);
        return contact == null || FreshdeskContacts.isDeleted(contact) ? error(404) : write(request, contact, 200);
    }

    private Response write(Request request, ObjectNode contact, int status) {
        JsonNode sent = request.json();
        if (sent == null || !sent.isObject()) {
            return problem(400, "invalid_json", "Request body has invalid json format.");
        }
        Response wrong = contacts.merge(contact, sent);
        return wrong == null ? Response.json(status, contacts.store(contact)) : wrong;
    }

    private Response delete(String id, boolean gone) {
        ObjectNode contact = contacts.get(id);
        if (contact == null || FreshdeskContacts.isDeleted(contact) == gone) {
            return error(404);
        }
        contacts.store(gone ? contact.put("deleted", true) : contact.without("deleted"));
        return Response.empty(204);
    }

    /** Tickets of the last thirty days, unless an earlier time is asked for. */
    private Response tickets(Request request) {
        String since = request.parameter(
                "updated_since", clock.instant().minus(TICKETS_UNASKED).toString());
        boolean rising = request.parameter("order_type", "desc").equals("asc");
        boolean byUpdate = request.parameter("order_by", "created_at").equals("updated_at");
        Comparator<ObjectNode> order =
                Comparator.comparing((ObjectNode row) -> Json.text(row, byUpdate ? "updated_at" : "created_at"));
        order = order.thenComparingLong(row -> row.get("id").asLong());
        return page(
                request,
                tables.table("tickets").stream()
                        .filter(since(since))
                        .sorted(rising ? order : order.reversed())
                        .toList());
    }

    /** A ticket of the customer with that address, who becomes a contact if there is none. */
    private Response ask(Request request) {
        JsonNode sent = request.json();
        if (sent == null || Json.text(sent, "email").isEmpty()) {
            return problem(400, "missing_field", "email is missing");
        }
        ObjectNode contact = contacts.byEmail(Json.text(sent, "email"));
        if (contact == null) {
            contact = contacts.fresh();
            contact.put("name", Json.text(sent, "email"));
            Response wrong = contacts.merge(contact, sent);
            if (wrong != null) {
                return wrong;
            }
        }
        long id = tables.next("tickets", 1);
        ObjectNode ticket = Json.object()
                .put("id", id)
                .put("subject", Json.text(sent, "subject"))
                .put("status", sent.path("status").asInt(2))
                .put("priority", 1)
                .put("requester_id", contacts.store(contact).get("id").asLong())
                .put("created_at", contacts.now())
                .put("updated_at", contacts.now());
        tables.table("tickets").put(id, ticket);
        return Response.json(201, ticket);
    }
}
