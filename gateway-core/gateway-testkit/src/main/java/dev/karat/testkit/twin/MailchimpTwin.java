package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.MailchimpMembers.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Mailchimp account with one audience and its Marketing API 3.0 (mailchimp.com/developer/marketing/api). It allows
 * ten connections at once and says nothing of limits before.
 */
public final class MailchimpTwin extends VendorTwin {
    /** Id of the audience. */
    public static final String LIST = "a1b2c3d4e5";

    private static final String MEMBERS = "/3.0/lists/" + LIST + "/members";
    private static final int BATCH_MAX = 500;
    private static final Set<String> NOT_ARCHIVABLE = Set.of("archived", "pending", "cleaned");

    /**
     * How this account behaves under load.
     *
     * @param connectionsMax requests at once; 10 for every account
     * @param silent true to answer more of them with 403 without a body, as happens at high volume, instead of 429
     */
    public record Options(int connectionsMax, boolean silent) {
        public static final Options STANDARD = new Options(10, false);
    }

    private final MailchimpMembers members;
    private final MailchimpWebhooks webhooks;
    private final Options options;

    private MailchimpTwin(TwinSettings settings, Options options) {
        super("mailchimp", settings);
        this.options = options;
        this.members = new MailchimpMembers(tables, clock, LIST);
        this.webhooks = new MailchimpWebhooks(tables, clock, LIST);
        routes.on("GET", "/3.0/ping", (request, parts) -> ping())
                .on("GET", "/3.0/lists/{list}", (request, parts) -> list(parts.get(0)))
                .on("POST", "/3.0/lists/{list}", (request, parts) -> several(request, parts.get(0)))
                .on("GET", MEMBERS, (request, parts) -> page(request))
                .on("POST", MEMBERS, (request, parts) -> create(request))
                .on("GET", MEMBERS + "/{hash}", (request, parts) -> one(members.find(parts.get(0))))
                .on("PUT", MEMBERS + "/{hash}", (request, parts) -> put(request, parts.get(0)))
                .on("PATCH", MEMBERS + "/{hash}", (request, parts) -> patch(request, parts.get(0)))
                .on("DELETE", MEMBERS + "/{hash}", (request, parts) -> archive(request, parts.get(0)))
                .on("POST", MEMBERS + "/{hash}/actions/delete-permanent", (request, parts) -> erase(parts.get(0)))
                .on("POST", MEMBERS + "/{hash}/tags", this::tag)
                .on("POST", "/3.0/lists/" + LIST + "/webhooks", (request, parts) -> subscribe(request));
    }

    /** Starts an account that behaves as the documents say. */
    public static MailchimpTwin start(TwinSettings settings) {
        return start(settings, Options.STANDARD);
    }

    public static MailchimpTwin start(TwinSettings settings, Options options) {
        var twin = new MailchimpTwin(settings, options);
        twin.open();
        return twin;
    }

    /** {@code apiKey}, with its data centre behind the dash, and {@code list}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("apiKey", secret + "-us1", "list", LIST);
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        while (true) {
            JsonNode page = read(MEMBERS + "?count=1000&offset=" + all.size()).body();
            page.path("members").forEach(all::add);
            if (page.path("members").isEmpty()) {
                return all;
            }
        }
    }

    /** Lets the member opt out by the link in a mail: from then on no API subscribes him again. */
    public void optOut(String email) {
        asStaff(
                "PATCH",
                MEMBERS + "/" + Signatures.subscriberHash(email),
                Json.object().put("status", "unsubscribed"));
    }

    @Override
    public void close() {
        webhooks.close();
        super.close();
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        if (connections() > options.connectionsMax) {
            return options.silent ? Response.empty(403) : error(429);
        }
        String header = request.header("Authorization");
        return header != null && authorized(header) ? null : error(401);
    }

    @Override
    Response error(int status) {
        return switch (status) {
            case 401 ->
                problem(
                        401,
                        "API Key Invalid",
                        "Your API key may be invalid, or you've attempted to access the wrong datacenter.");
            case 403 -> problem(403, "Forbidden", "You are not permitted to access this resource.");
            case 404 -> problem(404, "Resource Not Found", "The requested resource could not be found.");
            case 405 ->
                problem(
                        405,
                        "Method Not Allowed",
                        "The requested method and resource are not compatible. See the Allow header for this resource's available methods.");
            case 429 ->
                problem(429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections.");
            default -> problem(status, "Internal Server Error", "An unexpected internal error has occurred.");
        };
    }

    private boolean authorized(String header) {
        String key = secret + "-us1";
        if (header.equals("Bearer " + key)) {
            return true;
        }
        if (!header.startsWith("Basic ")) {
            return false;
        }
        try {
            String pair = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1).equals(key);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Response ping() {
        return Response.json(200, Json.object().put("health_status", "Everything's Chimpy!"));
    }

    private Response list(String id) {
        if (!id.equals(LIST)) {
            return error(404);
        }
        ObjectNode list = Json.object().put("id", LIST).put("name", "Customers");
        list.putObject("stats").put("member_count", members.table().size());
        return Response.json(200, list);
    }

    private Response page(Request request) {
        JsonNode page = MailchimpListing.page(request, LIST, members.table().stream());
        return page.isTextual()
                ? refused(Problem.invalid(page.asText(), "Value is not valid."))
                : Response.json(200, page);
    }

    private Response one(@Nullable ObjectNode member) {
        return member == null ? error(404) : Response.json(200, MailchimpMembers.shown(member));
    }

    private Response create(Request request) {
        JsonNode sent = request.json();
        if (sent == null || Json.text(sent, "email_address").isEmpty()) {
            return refused(Problem.invalid("email_address", "This value should not be blank."));
        }
        ObjectNode known = members.find(Json.text(sent, "email_address"));
        if (known == null) {
            return write(request, members.fresh());
        }
        boolean archived = Json.text(known, "status").equals("archived");
        return archived ? write(request, known) : refused(MailchimpMembers.exists(Json.text(sent, "email_address")));
    }

    /** Several members in one call; one without an address fails it for all. */
    private Response several(Request request, String list) {
        JsonNode sent = request.json();
        if (!list.equals(LIST) || sent == null) {
            return error(list.equals(LIST) ? 400 : 404);
        }
        JsonNode all = sent.path("members");
        if (all.isEmpty() || all.size() > BATCH_MAX) {
            return refused(
                    Problem.invalid("members", "This collection should contain 1 to " + BATCH_MAX + " elements."));
        }
        for (int i = 0; i < all.size(); i++) {
            if (Json.text(all.get(i), "email_address").isEmpty()) {
                return refused(Problem.invalid("members." + i + ".email_address", "This value should not be blank."));
            }
        }
        ObjectNode body = Json.object();
        for (String part : List.of("new_members", "updated_members", "errors")) {
            body.putArray(part);
        }
        all.forEach(member -> oneOfSeveral(member, sent.path("update_existing").asBoolean(), request, body));
        return Response.json(
                200,
                body.put("total_created", body.path("new_members").size())
                        .put("total_updated", body.path("updated_members").size())
                        .put("error_count", body.path("errors").size()));
    }

    private void oneOfSeveral(JsonNode sent, boolean update, Request request, ObjectNode body) {
        String email = Json.text(sent, "email_address");
        ObjectNode known = members.find(email);
        if (known != null && !update) {
            failed(body, email, "is already a list member", "ERROR_CONTACT_EXISTS");
            return;
        }
        ObjectNode member = known == null ? members.fresh() : known;
        Problem problem = erased(email) ? MailchimpMembers.exists(email) : members.merge(member, sent, request.staff());
        if (problem != null) {
            failed(body, email, problem.detail(), "ERROR_GENERIC");
        } else {
            body.withArray(known == null ? "new_members" : "updated_members")
                    .add(MailchimpMembers.shown(store(member, request)));
        }
    }

    private static void failed(ObjectNode body, String email, String error, String code) {
        body.withArray("errors")
                .addObject()
                .put("email_address", email)
                .put("error", email + " " + error)
                .put("error_code", code);
    }

    private Response put(Request request, String hash) {
        ObjectNode known = members.find(hash);
        JsonNode sent = request.json();
        if (known == null && (sent == null || Json.text(sent, "email_address").isEmpty())) {
            return refused(Problem.invalid("email_address", "This value should not be blank."));
        }
        return write(request, known == null ? members.fresh() : known);
    }

    private Response patch(Request request, String hash) {
        ObjectNode known = members.find(hash);
        return known == null ? error(404) : write(request, known);
    }

    private Response write(Request request, ObjectNode member) {
        JsonNode sent = request.json();
        if (sent == null || !sent.isObject()) {
            return problem(400, "JSON Parse Error", "We encountered an unspecified JSON parsing error.");
        }
        if (Json.text(member, "status").equals("archived") && sent.hasNonNull("status_if_new")) {
            member.put("status", "");
        }
        boolean fresh = member.get("web_id").asLong() == 0;
        if (fresh && erased(Json.text(sent, "email_address")) && !request.staff()) {
            return refused(Problem.of(
                    "Forgotten Email Not Subscribed",
                    Json.text(sent, "email_address") + " was permanently deleted and cannot be re-imported."
                            + " The contact must re-subscribe to get back on the list."));
        }
        Problem problem = members.merge(member, sent, request.staff());
        return problem == null ? one(store(member, request)) : refused(problem);
    }

    /** Stores the member and tells who asked to be told. */
    private ObjectNode store(ObjectNode member, Request request) {
        ObjectNode before = members.table().get(member.get("web_id").asLong());
        ObjectNode after = members.store(member);
        webhooks.announce(before, after, request.staff());
        return after;
    }

    private Response subscribe(Request request) {
        JsonNode sent = request.json();
        Response answer = sent != null && sent.isObject() ? webhooks.subscribe(sent) : null;
        return answer == null ? refused(Problem.invalid("url", "We could not connect to the provided URL.")) : answer;
    }

    private Response archive(Request request, String hash) {
        ObjectNode member = members.find(hash);
        if (member == null) {
            return error(404);
        }
        if (NOT_ARCHIVABLE.contains(Json.text(member, "status"))) {
            return error(405);
        }
        store(member.put("status", "archived"), request);
        return Response.empty(204);
    }

    private Response erase(String hash) {
        ObjectNode member = members.find(hash);
        if (member == null) {
            return error(404);
        }
        long id = member.get("web_id").asLong();
        members.table().remove(id);
        tables.table("forgotten").put(id, Json.object().set("id", member.get("id")));
        return Response.empty(204);
    }

    private boolean erased(String email) {
        String hash = Signatures.subscriberHash(email);
        return tables.table("forgotten").stream()
                .anyMatch(row -> Json.text(row, "id").equals(hash));
    }

    private Response tag(Request request, List<String> parts) {
        ObjectNode member = members.find(parts.get(0));
        JsonNode sent = request.json();
        if (member == null || sent == null) {
            return error(404);
        }
        ArrayNode tags = member.withArray("tags");
        for (JsonNode tag : sent.path("tags")) {
            for (int i = tags.size() - 1; i >= 0; i--) {
                if (Json.text(tags.get(i), "name").equals(Json.text(tag, "name"))) {
                    tags.remove(i);
                }
            }
            if (Json.text(tag, "status").equals("active")) {
                tags.addObject().put("id", tables.next("tags", 1)).put("name", Json.text(tag, "name"));
            }
        }
        members.store(member.put("tags_count", tags.size()));
        return Response.empty(204);
    }

    private Response refused(Problem why) {
        Response answer = problem(400, why.title(), why.detail());
        if (why.field().isEmpty()) {
            return answer;
        }
        ObjectNode body = (ObjectNode) Json.parse(answer.body());
        body.putArray("errors").addObject().put("field", why.field()).put("message", why.message());
        return Response.problem(400, body);
    }

    private Response problem(int status, String title, String detail) {
        return Response.problem(
                status,
                Json.object()
                        .put("type", "https://mailchimp.com/developer/marketing/docs/errors/")
                        .put("title", title)
                        .put("status", status)
                        .put("detail", detail)
                        .put("instance", "twin"));
    }
}
