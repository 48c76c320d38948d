package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.OdooPartners.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An Odoo 19 database with its External JSON-2 API (odoo.com/documentation/19.0, External JSON-2 API): partners, and
 * countries with their states. Every call is a POST of named arguments to a method of a model; its answer is what the
 * method returns, without anything around it.
 */
public final class OdooTwin extends VendorTwin {
    private static final String API = "/json/2";
    private static final int PAGE = 500;
    private static final Set<String> READS =
            Set.of("web_search_read", "web_read", "search_read", "read", "search_count", "context_get");
    private static final String ALL_FIELDS =
            "{\"name\":{},\"company_type\":{},\"type\":{},\"active\":{},\"partner_share\":{},"
                    + "\"email\":{},\"phone\":{},\"ref\":{},\"vat\":{},\"function\":{},\"company_name\":{},\"street\":{},"
                    + "\"zip\":{},\"city\":{},\"write_date\":{},\"country_id\":{\"fields\":{\"code\":{}}}}";

    private final OdooModels models;
    private final OdooPartners partners;

    private OdooTwin(TwinSettings settings) {
        super("odoo", settings);
        this.models = new OdooModels(tables);
        this.partners = new OdooPartners(models, tables, clock);
        // Each by itself, so that a fault for one kind of change is none for another call.
        List.of("create", "write", "unlink")
                .forEach(method -> routes.on(
                        "POST", API + "/{model}/" + method, (request, parts) -> call(request, parts.get(0), method)));
        routes.on("POST", API + "/{model}/{method}", (request, parts) -> call(request, parts.get(0), parts.get(1)));
    }

    /** Starts a database without partners but with some countries. */
    public static OdooTwin start(TwinSettings settings) {
        var twin = new OdooTwin(settings);
        twin.open();
        twin.inOneStep(twin.models::install);
        return twin;
    }

    /** {@code apiKey}, for {@code Authorization: bearer ...}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("apiKey", secret);
    }

    /** Every partner, archived ones too. */
    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        while (true) {
            ObjectNode page =
                    Json.object().put("offset", all.size()).put("limit", PAGE).put("order", "id asc");
            page.putArray("domain");
            page.putObject("context").put("active_test", false);
            page.set("specification", Json.parse(ALL_FIELDS));
            JsonNode records =
                    asStaff("POST", API + "/res.partner/web_search_read", page).path("records");
            records.forEach(all::add);
            if (records.isEmpty()) {
                return all;
            }
        }
    }

    @Override
    boolean isRead(Request request) {
        return READS.contains(request.path().substring(request.path().lastIndexOf('/') + 1));
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        String header = String.valueOf(request.header("Authorization"));
        boolean known = header.toLowerCase(Locale.ROOT).startsWith("bearer ")
                && header.substring("bearer ".length()).strip().equals(secret);
        return known ? null : error(401);
    }

    @Override
    Response error(int status) {
        return switch (status) {
            case 401 -> failed(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey");
            case 403 -> failed(403, "odoo.exceptions.AccessError", "You are not allowed to access this document.");
            case 404 -> failed(404, "werkzeug.exceptions.NotFound", "404 Not Found");
            case 405 -> failed(405, "werkzeug.exceptions.MethodNotAllowed", "405 Method Not Allowed");
            default -> failed(status, "builtins.Exception", "Internal error");
        };
    }

    private static Response failed(int status, String name, String message) {
        ObjectNode body = Json.object().put("name", name).put("message", message);
        body.putArray("arguments").add(message);
        body.putObject("context");
        return Response.json(status, body.put("debug", "Traceback (most recent call last): ..."));
    }

    private Response call(Request request, String model, String method) {
        JsonNode sent = request.json();
        if (sent == null || !sent.isObject()) {
            return failed(400, "werkzeug.exceptions.BadRequest", "could not parse the body as json");
        }
        if (!models.knows(model)) {
            return failed(404, "werkzeug.exceptions.NotFound", "the model '" + model + "' does not exist");
        }
        try {
            return answer(model, method, sent);
        } catch (Refused refused) {
            return failed(refused.status(), refused.name(), String.valueOf(refused.getMessage()));
        }
    }

    private Response answer(String model, String method, JsonNode sent) {
        var reading = new OdooReading(
                models, model, sent.path("context").path("active_test").asBoolean(true));
        return switch (method) {
            case "context_get" ->
                Response.json(200, Json.object().put("lang", "en_US").put("uid", 2));
            case "search_count" -> Response.json(200, Json.MAPPER.valueToTree(reading.count(sent.path("domain"))));
            case "search_read" -> Response.json(200, reading.flat(sent));
            case "web_search_read" -> Response.json(200, reading.nested(sent));
            case "create" -> Response.json(200, created(model, sent));
            case "write" -> Response.json(200, changed(model, sent));
            case "unlink" -> Response.json(200, removed(model, sent));
            default -> failed(404, "werkzeug.exceptions.NotFound", "The method '" + method + "' does not exist");
        };
    }

    /** One call is one transaction: what is refused leaves nothing behind. */
    private ArrayNode created(String model, JsonNode sent) {
        if (!model.equals(OdooModels.USER)) {
            onlyPartners(model);
        }
        if (sent.has("ids")) {
            throw new Refused(
                    422, "werkzeug.exceptions.UnprocessableEntity", "cannot call " + model + ".create with ids");
        }
        var rows = new ArrayList<ObjectNode>();
        sent.path("vals_list").forEach(values -> rows.add(partners.fresh(values)));
        // A user is a partner, too, with whom nothing is shared.
        rows.forEach(row -> row.put("partner_share", !model.equals(OdooModels.USER)));
        ArrayNode ids = Json.array();
        rows.forEach(row -> ids.add(partners.store(row)));
        return ids;
    }

    private JsonNode changed(String model, JsonNode sent) {
        onlyPartners(model);
        var rows = new ArrayList<ObjectNode>();
        sent.path("ids").forEach(id -> rows.add(partners.changed(id.asLong(), sent.path("vals"))));
        rows.forEach(partners::store);
        return Json.MAPPER.valueToTree(true);
    }

    private JsonNode removed(String model, JsonNode sent) {
        onlyPartners(model);
        sent.path("ids").forEach(id -> partners.remove(id.asLong()));
        return Json.MAPPER.valueToTree(true);
    }

    private static void onlyPartners(String model) {
        if (!model.equals(OdooModels.PARTNER)) {
            throw new Refused(403, "odoo.exceptions.AccessError", "You are not allowed to change '" + model + "'.");
        }
    }
}
