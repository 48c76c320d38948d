package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lists of an RT server: which rows each has, and how it is asked for them. */
final class RtLists {
    private final RtUsers users;
    private final RtTickets tickets;
    private final RtTransactions transactions;
    private final RtRecords records;
    private final Supplier<URI> server;

    RtLists(RtUsers users, RtTickets tickets, RtTransactions transactions, RtRecords records, Supplier<URI> server) {
        this.users = users;
        this.tickets = tickets;
        this.transactions = transactions;
        this.records = records;
        this.server = server;
    }

    Response users(Request request) {
        boolean disabled = request.parameter("find_disabled_rows") != null;
        Stream<ObjectNode> rows = users.table().stream()
                .filter(user -> disabled || user.path("Disabled").asInt() == 0);
        Predicate<JsonNode> filter = RtSearch.filter(conditions(request), RtUsers::isSearchable);
        return page(request, filter, rows, true, user -> records.link("user", Json.text(user, "Name")));
    }

    Response transactions(Request request) {
        String sql = request.parameter("query", "");
        boolean isSql = request.method().equals("GET") && !sql.isBlank() && !sql.startsWith("[");
        Predicate<JsonNode> filter = isSql ? RtSql.filter(sql) : RtSearch.filter(conditions(request), field -> true);
        return transactions(request, filter, transactions.table().stream());
    }

    Response history(Request request, ObjectNode user) {
        Stream<ObjectNode> rows = transactions.table().stream()
                .filter(row -> Json.text(row, "ObjectType").equals("RT::User")
                        && row.get("ObjectId").equals(user.get("id")));
        return transactions(request, row -> true, rows);
    }

    private Response transactions(Request request, @Nullable Predicate<JsonNode> filter, Stream<ObjectNode> rows) {
        return page(request, filter, rows, false, row -> records.link("transaction", Json.text(row, "id")));
    }

    /** Tickets are searched in RT's query language alone; who asks for nothing finds nothing. */
    Response tickets(Request request) {
        String sql = request.parameter("query", "");
        Predicate<JsonNode> filter = sql.isBlank() ? row -> false : RtSql.filter(sql);
        Stream<ObjectNode> rows = tickets.table().stream();
        return page(request, filter, rows, true, row -> records.link("ticket", Json.text(row, "id")));
    }

    /** The conditions of a search, in the body or as the parameter {@code query}; null if they are no JSON. */
    private static @Nullable JsonNode conditions(Request request) {
        if (request.method().equals("POST")) {
            return request.json();
        }
        try {
            return Json.parse(request.parameter("query", "[]"));
        } catch (IllegalArgumentException notJson) {
            return null;
        }
    }

    private Response page(
            Request request,
            @Nullable Predicate<JsonNode> filter,
            Stream<ObjectNode> rows,
            boolean counted,
            UnaryOperator<ObjectNode> stub) {
        if (filter == null) {
            boolean json = request.method().equals("POST");
            return RequestTrackerTwin.message(400, json ? "JSON object must be a ARRAY" : "Wrong query");
        }
        ObjectNode page = RtSearch.page(
                request,
                server.get() + request.path(),
                rows.filter(filter),
                counted,
                stub,
                (row, name) -> expanded(request, name, records.listed(row, name)));
        return Response.json(200, page);
    }

    /** Adds to links to users what {@code fields[Name]=} asks for beside them. */
    private @Nullable JsonNode expanded(Request request, String name, @Nullable JsonNode value) {
        String more = request.parameter("fields[" + name + "]", "");
        if (value instanceof ArrayNode links && !more.isEmpty()) {
            for (JsonNode link : links) {
                ObjectNode user = users.find(Json.text(link, "id"));
                for (String field : more.split(",", -1)) {
                    ((ObjectNode) link).set(field, user == null ? null : user.get(field));
                }
            }
        }
        return value;
    }
}
