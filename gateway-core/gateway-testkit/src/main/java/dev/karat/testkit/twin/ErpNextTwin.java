package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.ErpNextContacts.Refused;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An ERPNext site with its contacts over the REST API of Frappe (docs.frappe.io, REST API): lists show names only unless
 * asked for more, documents come with their tables, and times are those of the site's zone, without one.
 */
public final class ErpNextTwin extends VendorTwin {
    /** The half of the credential that is no secret. */
    public static final String KEY = "4f1c9e0a7b2d683";

    private static final String CONTACTS = "/api/resource/Contact";
    private static final int PAGE = 500;
    private static final int LIST_DEFAULT = 20;

    private final ErpNextContacts contacts;

    private ErpNextTwin(TwinSettings settings, ZoneId zone) {
        super("erpnext", settings);
        this.contacts = new ErpNextContacts(tables, clock, zone);
        routes.on(
                        "GET",
                        "/api/method/frappe.auth.get_logged_user",
                        (request, parts) -> Response.json(200, Json.object().put("message", "karat@example.org")))
                .on("GET", CONTACTS, (request, parts) -> answer(() -> list(request)))
                .on("POST", CONTACTS, (request, parts) -> answer(() -> data(contacts.create(sent(request)))))
                .on("GET", CONTACTS + "/{name}", (request, parts) -> answer(() -> data(contacts.get(parts.get(0)))))
                .on(
                        "PUT",
                        CONTACTS + "/{name}",
                        (request, parts) -> answer(() -> data(contacts.update(parts.get(0), sent(request)))))
                .on(
                        "DELETE",
                        CONTACTS + "/{name}",
                        (request, parts) -> answer(() -> {
                            contacts.delete(parts.get(0));
                            return Response.json(202, Json.object().put("message", "ok"));
                        }));
    }

    /** Starts an empty site whose zone is UTC. */
    public static ErpNextTwin start(TwinSettings settings) {
        return start(settings, ZoneOffset.UTC);
    }

    /** Starts an empty site in that zone. */
    public static ErpNextTwin start(TwinSettings settings, ZoneId zone) {
        var twin = new ErpNextTwin(settings, zone);
        twin.open();
        return twin;
    }

    /** {@code apiKey} and {@code apiSecret}, for {@code Authorization: token key:secret}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("apiKey", KEY, "apiSecret", secret);
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        while (true) {
            JsonNode page = read(CONTACTS + "?order_by=creation%20asc&limit_page_length=" + PAGE + "&limit_start="
                            + all.size())
                    .body()
                    .path("data");
            for (JsonNode row : page) {
                String name = Request.encode(Json.text(row, "name"));
                all.add(read(CONTACTS + "/" + name).body().path("data"));
            }
            if (page.isEmpty()) {
                return all;
            }
        }
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        return ("token " + KEY + ":" + secret).equals(request.header("Authorization")) ? null : error(401);
    }

    @Override
    Response error(int status) {
        return switch (status) {
            case 401 -> failed(401, "AuthenticationError", "");
            case 403 -> failed(403, "PermissionError", "");
            case 404 -> failed(404, "DoesNotExistError", "Not found");
            case 429 -> Response.text(429, "Too Many Requests");
            default -> failed(status, "Exception", "");
        };
    }

    private static Response failed(int status, String type, String message) {
        ObjectNode body = Json.object().put("exc_type", type);
        body.put("exception", "frappe.exceptions." + type + ": " + message);
        String told = Json.object().put("message", message).toString();
        return Response.json(
                status, body.put("_server_messages", Json.texts(told).toString()));
    }

    /** A call that may be refused. */
    private interface Work {
        Response run();
    }

    private static Response answer(Work work) {
        try {
            return work.run();
        } catch (Refused refused) {
            return failed(refused.status(), refused.type(), String.valueOf(refused.getMessage()));
        }
    }

    private static JsonNode sent(Request request) {
        JsonNode sent = request.json();
        if (sent == null || !sent.isObject()) {
            throw new Refused(417, "ValidationError", "Invalid request body");
        }
        return sent;
    }

    private static Response data(JsonNode document) {
        return Response.json(200, Json.object().set("data", document));
    }

    private Response list(Request request) {
        JsonNode fields = Json.parse(request.parameter("fields", "[\"name\"]"));
        int length = Integer.parseInt(request.parameter("limit_page_length", Integer.toString(LIST_DEFAULT)));
        ArrayNode rows = Json.array();
        contacts
                .find(Json.parse(request.parameter("filters", "[]")), request.parameter("order_by", "modified desc"))
                .stream()
                .skip(Long.parseLong(request.parameter("limit_start", "0")))
                .limit(length == 0 ? Integer.MAX_VALUE : length)
                .forEach(row -> rows.add(ErpNextContacts.listed(row, fields)));
        return Response.json(200, Json.object().set("data", rows));
    }
}
