package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Request Tracker 5 server with its REST 2 interface for users, transactions and, as far as needed, tickets. It
 * answers as RT 5.0.3 was seen to answer, where that differs from RT's documents.
 */
public final class RequestTrackerTwin extends VendorTwin {
    /** Name of the user to whom the token belongs, as transactions show it. */
    public static final String API_USER = "gateway";

    private static final String API = "/REST/2.0";
    private static final String STAFF = "root";

    private static final Set<String> SEARCHES = Set.of(API + "/users", API + "/transactions", API + "/tickets");

    private final RtTransactions transactions;
    private final RtUsers users;
    private final RtTickets tickets;
    private final RtRecords records;
    private final RtLists lists;

    private RequestTrackerTwin(TwinSettings settings, Set<String> customFields) {
        super("request-tracker", settings);
        this.transactions = new RtTransactions(tables, clock);
        this.users = new RtUsers(tables, transactions, customFields);
        this.tickets = new RtTickets(tables, users, transactions);
        this.records = new RtRecords(() -> baseUri() + API);
        this.lists = new RtLists(users, tickets, transactions, records, this::baseUri);
        routes.on(
                        "GET",
                        API + "/rt",
                        (request, parts) -> Response.json(200, Json.object().put("Version", "5.0.3")))
                .on("GET", API + "/users", (request, parts) -> lists.users(request))
                .on("POST", API + "/users", (request, parts) -> lists.users(request))
                .on("POST", API + "/user", (request, parts) -> createUser(request))
                .on("GET", API + "/user/{id}", (request, parts) -> user(request, parts.get(0)))
                .on("PUT", API + "/user/{id}", (request, parts) -> updateUser(request, parts.get(0)))
                .on("DELETE", API + "/user/{id}", (request, parts) -> disableUser(request, parts.get(0)))
                .on("GET", API + "/user/{id}/history", (request, parts) -> history(request, parts.get(0)))
                .on("GET", API + "/transactions", (request, parts) -> lists.transactions(request))
                .on("POST", API + "/transactions", (request, parts) -> lists.transactions(request))
                .on("GET", API + "/tickets", (request, parts) -> lists.tickets(request))
                .on("POST", API + "/tickets", (request, parts) -> lists.tickets(request))
                .on("POST", API + "/ticket", (request, parts) -> createTicket(request))
                .on("PUT", API + "/ticket/{id}", (request, parts) -> updateTicket(request, parts.get(0)))
                .on("GET", API + "/ticket/{id}", (request, parts) -> ticket(request, parts.get(0)))
                .on(
                        "POST",
                        API + "/ticket/{id}/correspond",
                        (request, parts) -> reply(request, parts.get(0), "Correspond"))
                .on("POST", API + "/ticket/{id}/comment", (request, parts) -> reply(request, parts.get(0), "Comment"));
    }

    /** Starts a server with the custom field {@code CRM Id} on users. */
    public static RequestTrackerTwin start(TwinSettings settings) {
        return start(settings, Set.of("CRM Id"));
    }

    /** Starts a server with those custom fields on users; others are ignored without a word. */
    public static RequestTrackerTwin start(TwinSettings settings, Set<String> customFields) {
        var twin = new RequestTrackerTwin(settings, new LinkedHashSet<>(customFields));
        twin.open();
        twin.inOneStep(() -> twin.users.install(STAFF, API_USER));
        return twin;
    }

    /** {@code token}, for the header {@code Authorization: token ...}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("token", secret);
    }

    /** Every customer with all fields, disabled ones too. */
    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        for (JsonNode stub : listed("users", "&find_disabled_rows=1")) {
            JsonNode user = read(API + "/user/" + stub.path("id").asText()).body();
            if (RtUsers.isCustomer(user)) {
                all.add(user);
            }
        }
        return all;
    }

    /** Every ticket with all fields. */
    public List<JsonNode> tickets() {
        var all = new ArrayList<JsonNode>();
        for (JsonNode stub : listed("tickets", "&query=id%3E0")) {
            all.add(read(API + "/ticket/" + stub.path("id").asText()).body());
        }
        return all;
    }

    @Override
    boolean isRead(Request request) {
        return super.isRead(request) || SEARCHES.contains(request.path());
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        return ("token " + secret).equals(request.header("Authorization")) ? null : error(401);
    }

    @Override
    Response error(int status) {
        return switch (status) {
            case 401 -> message(401, "Unauthorized");
            case 403 -> message(403, "Forbidden");
            case 404 -> message(404, "Not Found");
            case 405 -> message(405, "Method Not Allowed");
            case 412 -> message(412, "Precondition Failed");
            default -> message(status, "Error " + status);
        };
    }

    static Response message(int status, String text) {
        return Response.json(status, Json.object().put("message", text));
    }

    private List<JsonNode> listed(String kind, String more) {
        var all = new ArrayList<JsonNode>();
        for (int page = 1; ; page++) {
            JsonNode body = read(API + "/" + kind + "?orderby=id&fields=id&per_page=100&page=" + page + more)
                    .body();
            body.path("items").forEach(all::add);
            if (page >= body.path("pages").asInt()) {
                return all;
            }
        }
    }

    private Response history(Request request, String key) {
        ObjectNode user = users.find(key);
        return user == null ? error(404) : lists.history(request, user);
    }

    private Response createUser(Request request) {
        JsonNode sent = request.json();
        if (sent == null || !sent.isObject()) {
            return message(400, "JSON object must be a HASH");
        }
        String refusal = users.refusal(sent);
        if (refusal != null) {
            return message(400, refusal);
        }
        ObjectNode user = users.create(sent, actor(request));
        return Response.json(201, records.link("user", Json.text(user, "Name")))
                .with("Location", API + "/user/" + Json.text(user, "id"));
    }

    private Response user(Request request, String key) {
        ObjectNode user = users.find(key);
        if (user == null) {
            return error(404);
        }
        return records.versioned(request, user, records.user(user));
    }

    private Response updateUser(Request request, String key) {
        ObjectNode user = users.find(key);
        JsonNode sent = request.json();
        if (user == null) {
            return message(404, "Resource does not exist; use POST to create");
        }
        if (sent == null || !sent.isObject()) {
            return message(400, "JSON object must be a HASH");
        }
        return RtRecords.stale(request, user)
                ? error(412)
                : Response.json(200, users.update(user, sent, actor(request)));
    }

    private Response disableUser(Request request, String key) {
        ObjectNode user = users.find(key);
        if (user == null) {
            return error(404);
        }
        if (RtRecords.stale(request, user)) {
            return error(412);
        }
        boolean already = user.path("Disabled").asInt() == 1;
        users.setDisabled(user, 1, actor(request));
        return already ? message(500, "Internal Server Error") : Response.empty(204);
    }

    private Response createTicket(Request request) {
        JsonNode sent = request.json();
        if (sent == null || !sent.isObject()) {
            return message(400, "JSON object must be a HASH");
        }
        ObjectNode ticket = tickets.create(sent, actor(request));
        if (ticket == null) {
            return message(403, "No permission to create tickets in the queue '" + Json.text(sent, "Queue") + "'");
        }
        ObjectNode link = records.link("ticket", Json.text(ticket, "id"));
        return Response.json(201, link).with("Location", API + "/ticket/" + Json.text(ticket, "id"));
    }

    private Response ticket(Request request, String key) {
        ObjectNode ticket = key.matches("\\d{1,18}") ? tickets.table().get(Long.parseLong(key)) : null;
        if (ticket == null) {
            return error(404);
        }
        return records.versioned(request, ticket, records.ticket(ticket));
    }

    private Response updateTicket(Request request, String key) {
        ObjectNode ticket = key.matches("\\d{1,18}") ? tickets.table().get(Long.parseLong(key)) : null;
        JsonNode sent = request.json();
        if (ticket == null || sent == null) {
            return error(ticket == null ? 404 : 400);
        }
        return RtRecords.stale(request, ticket)
                ? error(412)
                : Response.json(200, tickets.update(ticket, sent, actor(request)));
    }

    private Response reply(Request request, String key, String type) {
        ObjectNode ticket = key.matches("\\d{1,18}") ? tickets.table().get(Long.parseLong(key)) : null;
        if (ticket == null) {
            return error(404);
        }
        tickets.reply(ticket, type, actor(request));
        return Response.json(201, Json.texts(type.equals("Comment") ? "Comments added" : "Correspondence added"));
    }

    private static String actor(Request request) {
        return request.staff() ? STAFF : API_USER;
    }
}
