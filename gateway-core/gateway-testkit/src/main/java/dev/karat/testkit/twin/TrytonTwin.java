package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Tryton 6.0 server with one database: parties with their addresses and contact mechanisms, over JSON-RPC. It answers
 * as the real server was seen to answer: what the application refuses is an {@code error} in an answer with status 200,
 * what the server itself refuses is a page of HTML.
 */
public final class TrytonTwin extends VendorTwin {
    /** Name of the database. */
    public static final String DATABASE = "crm";

    /** Whose password the credential is. */
    public static final String USER = "gateway";

    private static final String PATH = "/" + DATABASE + "/";
    private static final String LOGIN = "common.db.login";
    private static final Set<String> READS = Set.of("search", "search_read", "search_count", "read", "login");
    private static final int PAGE = 500;

    private final TrytonSessions sessions;
    private final TrytonModels models;

    private TrytonTwin(TwinSettings settings) {
        super("tryton", settings);
        this.sessions = new TrytonSessions(clock, USER, secret);
        this.models = new TrytonModels(tables, clock);
        routes.on("POST", PATH, (request, parts) -> call(request));
    }

    /** Starts an empty database with some countries. */
    public static TrytonTwin start(TwinSettings settings) {
        var twin = new TrytonTwin(settings);
        twin.open();
        twin.inOneStep(twin.models::install);
        return twin;
    }

    /** {@code user} and {@code password}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("user", USER, "password", secret);
    }

    /** Every party with its addresses and contact mechanisms, inactive ones too. */
    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        String params = "[[],%d," + PAGE + ",[[\"id\",\"ASC\"]],[\"name\",\"code\",\"active\",\"replaced_by\","
                + "\"contact_mechanisms.type\",\"contact_mechanisms.value\",\"contact_mechanisms.active\","
                + "\"addresses.street\",\"addresses.city\",\"addresses.active\"],{\"active_test\":false}]";
        while (true) {
            JsonNode rows = rpc("model.party.party.search_read", Json.parse(String.format(params, all.size())));
            rows.forEach(all::add);
            if (rows.isEmpty()) {
                return all;
            }
        }
    }

    /**
     * Somebody does something in the client.
     *
     * @param method such as {@code model.party.party.write}
     * @param params in their order, the context last
     * @return what the method returned
     * @throws IllegalStateException if the application refuses
     */
    public JsonNode rpc(String method, JsonNode params) {
        ObjectNode body = Json.object().put("id", 0).put("method", method);
        body.set("params", params);
        JsonNode answer = asStaff("POST", PATH, body);
        if (answer.has("error")) {
            throw new IllegalStateException("tryton answers " + answer.get("error") + " to " + method);
        }
        return answer.path("result");
    }

    /** Forgets every session, as a restart of the server does. */
    public void endSessions() {
        sessions.clear();
    }

    /** How often somebody signed in. */
    public int logins() {
        return sessions.begun();
    }

    /** Counts parties of one call as one, whatever it asks: the method is what tells requests apart. */
    @Override
    String operation(Request request) {
        JsonNode sent = request.json();
        return request.path() + "#" + (sent == null ? "" : Json.text(sent, "method"));
    }

    @Override
    boolean isRead(Request request) {
        String operation = operation(request);
        return READS.contains(operation.substring(operation.lastIndexOf('.') + 1));
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        JsonNode sent = request.json();
        boolean signsIn = sent != null && Json.text(sent, "method").equals(LOGIN);
        return signsIn || sessions.knows(request.header("Authorization")) ? null : error(401);
    }

    @Override
    Response error(int status) {
        Response page = Response.html(status, "<!doctype html>\n<html lang=en>\n<title>" + status + "</title>\n");
        return status == 401 ? Response.empty(401).with("WWW-Authenticate", "Basic realm=\"Tryton\"") : page;
    }

    private Response call(Request request) {
        JsonNode sent = request.json();
        if (sent == null || !sent.path("params").isArray()) {
            return error(500);
        }
        ObjectNode answer = Json.object();
        answer.set("id", sent.path("id"));
        String method = Json.text(sent, "method");
        if (method.equals(LOGIN)) {
            return login(answer, sent.path("params"));
        }
        try {
            answer.set("result", result(method, sent.path("params")));
        } catch (TrytonModels.NotOffered notOffered) {
            return error(403);
        } catch (TrytonValues.Unreadable unreadable) {
            return error(500);
        } catch (TrytonModels.Refused refused) {
            answer.set("error", refused.error());
        }
        return Response.json(200, answer);
    }

    private Response login(ObjectNode answer, JsonNode params) {
        if (!params.path(1).has("password")) {
            answer.set(
                    "error", Json.parse("[\"LoginException\",[\"password\",\"Password for gateway\",\"password\"]]"));
            return Response.json(200, answer);
        }
        if (sessions.isBlocked()) {
            return error(429);
        }
        String key = sessions.begin(
                params.path(0).asText(), params.path(1).path("password").asText());
        if (key == null) {
            return Response.html(401, "<!doctype html>\n<html lang=en>\n<title>401 Unauthorized</title>\n");
        }
        answer.set("result", Json.array().add(TrytonSessions.USER_ID).add(key));
        return Response.json(200, answer);
    }

    private JsonNode result(String method, JsonNode params) {
        int dot = method.lastIndexOf('.');
        String model =
                method.startsWith("model.") && dot > "model.".length() ? method.substring("model.".length(), dot) : "";
        JsonNode context = params.path(params.size() - 1);
        if (!models.knows(model)) {
            throw TrytonModels.Refused.unexpected("'" + model + "'");
        }
        var reading = new TrytonReading(models, context.path("active_test").asBoolean(true));
        return switch (method.substring(dot + 1)) {
            case "search_count" ->
                Json.MAPPER.valueToTree(reading.found(model, params.get(0)).size());
            case "search" -> reading.ids(model, params);
            case "search_read" -> reading.page(model, params);
            case "read" -> reading.read(model, params);
            case "create" -> models.create(model, params.path(0));
            case "write" -> {
                for (int i = 0; i + 1 < params.size() - 1; i += 2) {
                    models.write(model, params.path(i), params.path(i + 1), context.path("_timestamp"));
                }
                yield NullNode.getInstance();
            }
            case "delete" -> models.delete(model, params.path(0));
            default -> throw new TrytonModels.NotOffered();
        };
    }
}
