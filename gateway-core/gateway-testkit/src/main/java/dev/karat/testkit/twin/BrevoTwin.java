package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Brevo account with the contacts of its API v3 (developers.brevo.com). Its lists are in the order in which contacts were
 * created, whatever they are filtered by.
 */
public final class BrevoTwin extends VendorTwin {
    private static final String CONTACTS = "/v3/contacts";
    private static final int LIMIT_MAX = 1_000;

    /**
     * How this account behaves.
     *
     * @param perSecond requests for contacts per second; 10 for every plan without an add-on
     */
    public record Options(int perSecond) {
        public static final Options STANDARD = new Options(10);
    }

    private final BrevoContacts contacts;
    private final LeakyBucket requests;

    private BrevoTwin(TwinSettings settings, Options options) {
        super("brevo", settings);
        this.contacts = new BrevoContacts(tables, clock);
        this.requests = new LeakyBucket(clock, options.perSecond, options.perSecond);
        routes.on("GET", CONTACTS, (request, parts) -> list(request))
                .on("POST", CONTACTS, (request, parts) -> create(request))
                .on("GET", CONTACTS + "/{id}", (request, parts) -> one(request, parts.get(0)))
                .on("PUT", CONTACTS + "/{id}", (request, parts) -> update(request, parts.get(0)))
                .on("DELETE", CONTACTS + "/{id}", (request, parts) -> delete(request, parts.get(0)));
    }

    /** Starts an account without add-ons. */
    public static BrevoTwin start(TwinSettings settings) {
        return start(settings, Options.STANDARD);
    }

    public static BrevoTwin start(TwinSettings settings, Options options) {
        var twin = new BrevoTwin(settings, options);
        twin.open();
        return twin;
    }

    @Override
    public Map<String, String> credentials() {
        return Map.of("apiKey", secret);
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        while (true) {
            JsonNode page = read(CONTACTS + "?limit=1000&sort=asc&offset=" + all.size())
                    .body()
                    .path("contacts");
            page.forEach(all::add);
            if (page.isEmpty()) {
                return all;
            }
        }
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        if (!secret.equals(request.header("api-key"))) {
            return error(401);
        }
        return requests.take() ? null : error(429);
    }

    @Override
    Response finish(Request request, Response response) {
        return response.with("x-sib-ratelimit-limit", requests.capacity() + "")
                .with("x-sib-ratelimit-remaining", Math.max(0, requests.capacity() - requests.level()) + "")
                .with("x-sib-ratelimit-reset", "1");
    }

    @Override
    Response error(int status) {
        return switch (status) {
            case 401 -> problem(401, "unauthorized", "Key not found");
            case 403 -> problem(403, "permission_denied", "Your IP address is not authorized");
            case 404 -> problem(404, "document_not_found", "Contact does not exist");
            case 429 -> problem(429, "too_many_requests", "Rate limit exceeded");
            default -> problem(status, "internal_error", "Something went wrong");
        };
    }

    private static Response problem(int status, String code, String message) {
        return Response.json(status, Json.object().put("code", code).put("message", message));
    }

    private Response list(Request request) {
        int limit = Integer.parseInt(request.parameter("limit", "50"));
        if (limit > LIMIT_MAX) {
            return problem(400, "out_of_range", "Limit exceeds max value");
        }
        Stream<ObjectNode> rows = contacts.table().stream();
        String since = request.parameter("modifiedSince");
        try {
            if (since != null) {
                OffsetDateTime time = OffsetDateTime.parse(since);
                rows = rows.filter(row ->
                        OffsetDateTime.parse(Json.text(row, "modifiedAt")).isAfter(time));
            }
        } catch (DateTimeParseException unreadable) {
            return problem(400, "invalid_parameter", "modifiedSince is not valid");
        }
        Comparator<ObjectNode> order =
                Comparator.comparingLong(row -> row.get("id").asLong());
        boolean rising = request.parameter("sort", "desc").equals("asc");
        List<ObjectNode> found = rows.sorted(rising ? order : order.reversed()).toList();
        ObjectNode body = Json.object();
        ArrayNode page = body.putArray("contacts");
        found.stream()
                .skip(Integer.parseInt(request.parameter("offset", "0")))
                .limit(limit)
                .forEach(page::add);
        return Response.json(200, body.put("count", found.size()));
    }

    private @Nullable ObjectNode contact(Request request, String identifier) {
        return contacts.find(identifier, request.parameter("identifierType", ""));
    }

    private Response one(Request request, String identifier) {
        ObjectNode contact = contact(request, identifier);
        return contact == null ? error(404) : Response.json(200, contact.set("statistics", Json.object()));
    }

    private Response create(Request request) {
        JsonNode sent = request.json();
        if (sent == null || !(sent.hasNonNull("email") || sent.at("/attributes").hasNonNull("SMS"))) {
            return problem(400, "missing_parameter", "email, ext_id or SMS is missing");
        }
        ObjectNode known = contacts.find(Json.text(sent, "email"), "email_id");
        if (known != null && sent.path("updateEnabled").asBoolean()) {
            return write(known, sent, Response.empty(204));
        }
        ObjectNode contact = contacts.fresh();
        BrevoContacts.Problem wrong = contacts.merge(contact, sent);
        return wrong != null
                ? problem(400, wrong.code(), wrong.message())
                : Response.json(201, Json.object().put("id", contacts.store(contact)));
    }

    private Response update(Request request, String identifier) {
        ObjectNode contact = contact(request, identifier);
        JsonNode sent = request.json();
        return contact == null || sent == null ? error(404) : write(contact, sent, Response.empty(204));
    }

    private Response write(ObjectNode contact, JsonNode sent, Response done) {
        BrevoContacts.Problem wrong = contacts.merge(contact, sent);
        if (wrong != null) {
            return problem(400, wrong.code(), wrong.message());
        }
        contacts.store(contact);
        return done;
    }

    private Response delete(Request request, String identifier) {
        ObjectNode contact = contact(request, identifier);
        if (contact == null) {
            return error(404);
        }
        contacts.table().remove(contact.get("id").asLong());
        return Response.empty(204);
    }
}
