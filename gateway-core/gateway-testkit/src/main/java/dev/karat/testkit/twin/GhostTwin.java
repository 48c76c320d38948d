package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.GhostMembers.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A Ghost site with the part of its Admin API that is about members (docs.ghost.org/admin-api). It answers as Ghost
 * 5.130 on SQLite was seen to answer, where that differs from the documents. It has one newsletter.
 */
public final class GhostTwin extends TellingTwin {
    private static final String API = "/ghost/api/admin";
    private static final String MEMBERS = API + "/members/";
    private static final int LIMIT_MAX = 100;
    private static final List<String> EVENT_KEYS =
            List.of("data.created_at", "data.member_id", "data.post_id", "type", "id");

    private final GhostMembers members;
    private final GhostTokens tokens;

    private GhostTwin(TwinSettings settings) {
        super("ghost", settings);
        this.members = new GhostMembers(tables, clock);
        this.tokens = new GhostTokens(clock, secret);
        routes.on("GET", MEMBERS, (request, parts) -> browse(request))
                .on("POST", MEMBERS, (request, parts) -> add(request))
                .on("GET", MEMBERS + "events/", (request, parts) -> events(request))
                .on("GET", MEMBERS + "{id}/", (request, parts) -> one(members.find(parts.get(0)), 200))
                .on("PUT", MEMBERS + "{id}/", (request, parts) -> edit(request, parts.get(0)))
                .on("DELETE", MEMBERS + "{id}/", (request, parts) -> destroy(parts.get(0)))
                .on("GET", API + "/newsletters/", (request, parts) -> newsletters())
                .on("POST", API + "/webhooks/", (request, parts) -> hook(request));
    }

    /** Starts a site. */
    public static GhostTwin start(TwinSettings settings) {
        var twin = new GhostTwin(settings);
        twin.open();
        return twin;
    }

    /** {@code adminKey}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("adminKey", tokens.adminKey());
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        for (int page = 1; ; page++) {
            JsonNode body = read(MEMBERS + "?limit=100&page=" + page).body();
            body.path("members").forEach(all::add);
            if (page >= body.at("/meta/pagination/pages").asInt()) {
                return all;
            }
        }
    }

    /** The member subscribes to the newsletter, or leaves it, by himself. */
    public void memberDecides(String id, boolean subscribed) {
        inOneStep(() -> {
            ObjectNode member = members.find(id);
            if (member == null) {
                throw new IllegalStateException("There is no member " + id);
            }
            announce("member.edited", members.write(member, Json.object().put("subscribed", subscribed), "member"));
        });
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        if (!request.path().endsWith("/")) {
            return Response.empty(301).with("Location", request.path() + "/");
        }
        String refusal = tokens.refusal(request.header("Authorization"));
        return refusal == null ? null : error(401, "UnauthorizedError", refusal, null);
    }

    @Override
    Response error(int status) {
        return switch (status) {
            case 401 -> error(401, "UnauthorizedError", "Invalid token: jwt expired", null);
            case 404 -> error(404, "NotFoundError", "Resource could not be found.", null);
            case 429 -> error(429, "TooManyRequestsError", "Too many attempts.", null);
            default -> error(status, "InternalServerError", "An unexpected error occurred.", null);
        };
    }

    private static Response error(int status, String type, String context, @Nullable String property) {
        ObjectNode body = Json.object();
        body.putArray("errors")
                .addObject()
                .put("message", status == 422 ? "Validation error, cannot save member." : context)
                .put("context", context)
                .put("type", type)
                .put("property", property)
                .putNull("help")
                .putNull("code");
        return Response.json(status, body);
    }

    private Response browse(Request request) {
        GhostFilter filter = GhostFilter.of(request.parameter("filter"));
        if (filter == null) {
            return error(400, "BadRequestError", "Error parsing filter", null);
        }
        Predicate<JsonNode> kept = filter.on(key -> "/" + key);
        Comparator<ObjectNode> order = request.parameter("order", "").startsWith("updated_at asc")
                ? Comparator.comparing((ObjectNode row) -> Json.text(row, "updated_at"))
                        .thenComparing(row -> Json.text(row, "id"))
                : Comparator.comparing((ObjectNode row) -> Json.text(row, "created_at"))
                        .reversed();
        List<ObjectNode> found =
                members.members().stream().filter(kept).sorted(order).toList();
        int limit = Math.min(LIMIT_MAX, number(request, "limit", 15));
        int page = number(request, "page", 1);
        ObjectNode body = Json.object();
        ArrayNode shown = body.putArray("members");
        found.stream().skip((long) (page - 1) * limit).limit(limit).forEach(row -> shown.add(fields(request, row)));
        int pages = Math.max(1, (found.size() + limit - 1) / limit);
        body.putObject("meta")
                .putObject("pagination")
                .put("page", page)
                .put("limit", limit)
                .put("pages", pages)
                .put("total", found.size())
                .put("next", page < pages ? Integer.valueOf(page + 1) : null);
        return Response.json(200, body);
    }

    private static ObjectNode fields(Request request, ObjectNode row) {
        String fields = request.parameter("fields");
        ObjectNode shown = GhostMembers.shown(row);
        return fields == null ? shown : shown.retain(fields.split(",", -1));
    }

    private static int number(Request request, String name, int otherwise) {
        String text = request.parameter(name, "");
        return text.matches("[1-9]\\d{0,5}") ? Integer.parseInt(text) : otherwise;
    }

    /** The youngest first, and never told where it goes on. */
    private Response events(Request request) {
        GhostFilter filter = GhostFilter.of(request.parameter("filter"));
        if (filter == null || !EVENT_KEYS.containsAll(filter.keys())) {
            return error(400, "IncorrectUsageError", "Cannot filter by that", null);
        }
        Predicate<JsonNode> kept = filter.on(key -> key.equals("id") ? "/data/id" : "/" + key.replace('.', '/'));
        int limit = number(request, "limit", 10);
        ObjectNode body = Json.object();
        ArrayNode shown = body.putArray("events");
        members.events().stream()
                .map(GhostTwin::event)
                .filter(kept)
                .sorted(Comparator.comparing(
                                (JsonNode event) -> event.at("/data/created_at").asText())
                        .thenComparing(event -> event.at("/data/id").asText())
                        .reversed())
                .limit(limit)
                .forEach(shown::add);
        body.putObject("meta").putObject("pagination").put("limit", limit).putNull("next");
        return Response.json(200, body);
    }

    private static JsonNode event(ObjectNode row) {
        ObjectNode event = Json.object().put("type", "newsletter_event");
        return event.set("data", row.deepCopy().without("row"));
    }

    private Response one(@Nullable ObjectNode member, int status) {
        if (member == null) {
            return error(404);
        }
        ObjectNode body = Json.object();
        body.putArray("members").add(GhostMembers.shown(member));
        return Response.json(status, body);
    }

    private Response add(Request request) {
        return write(request, members.fresh(), "member.added");
    }

    private Response edit(Request request, String id) {
        ObjectNode member = members.find(id);
        return member == null ? error(404) : write(request, member, "member.edited");
    }

    private Response write(Request request, ObjectNode member, String event) {
        JsonNode body = request.json();
        JsonNode sent = body == null ? Json.object().path("none") : body.at("/members/0");
        if (!sent.isObject()) {
            return error(400, "BadRequestError", "No root key ('members') provided.", null);
        }
        boolean creating = event.equals("member.added");
        Problem problem = members.problem(member, sent, creating);
        if (problem != null) {
            return error(422, "ValidationError", problem.context(), problem.property());
        }
        ObjectNode stored = members.write(member, sent, request.staff() ? "admin" : "api");
        announce(event, stored);
        return one(stored, creating ? 201 : 200);
    }

    private Response destroy(String id) {
        ObjectNode member = members.find(id);
        if (member == null) {
            return error(404);
        }
        members.remove(member);
        announce("member.deleted", member);
        return Response.empty(204);
    }

    private Response newsletters() {
        ObjectNode body = Json.object();
        body.putArray("newsletters").add(members.newsletter());
        return Response.json(200, body);
    }

    private Response hook(Request request) {
        JsonNode body = request.json();
        JsonNode hook = body == null ? Json.object() : body.at("/webhooks/0");
        if (!hook.isObject() || Json.text(hook, "target_url").isEmpty()) {
            return error(422, "ValidationError", "Validation failed for target_url.", "target_url");
        }
        long id = tables.next("webhooks", 1);
        tables.table("webhooks").put(id, ((ObjectNode) hook).deepCopy().put("id", id));
        ObjectNode answer = Json.object();
        answer.putArray("webhooks").add(tables.table("webhooks").get(id));
        return Response.json(201, answer);
    }

    private void announce(String event, ObjectNode member) {
        boolean gone = event.equals("member.deleted");
        ObjectNode body = Json.object();
        body.putObject("member")
                .<ObjectNode>set("current", gone ? Json.object() : GhostMembers.shown(member))
                .set("previous", gone ? GhostMembers.shown(member) : Json.object());
        tables.table("webhooks").stream()
                .filter(hook -> Json.text(hook, "event").equals(event))
                .forEach(hook -> post(hook, body.toString()));
    }

    private void post(ObjectNode hook, String body) {
        String signature = Signatures.ghost(
                Json.text(hook, "secret"), body, clock.instant().toEpochMilli());
        webhooks.post(
                Json.text(hook, "target_url"),
                Map.of("Content-Type", "application/json", "X-Ghost-Signature", signature),
                body);
    }
}
