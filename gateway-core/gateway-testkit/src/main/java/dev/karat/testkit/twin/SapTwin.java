package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.testkit.twin.SapPartners.Refused;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An S/4HANA system with the part of its OData 2 service API_BUSINESS_PARTNER that is about persons, organizations, their
 * addresses, mail addresses and telephone numbers. Written from the service's schema (EDMX) and SAP's documents.
 */
public final class SapTwin extends VendorTwin {
    private static final String API = "/sap/opu/odata/sap/API_BUSINESS_PARTNER";
    private static final String USER = "KARAT";
    private static final int TOP_MAX = 1_000;
    private static final Pattern ENTITY = Pattern.compile("(A_\\w+)(?:\\((.*)\\))?");
    private static final Pattern KEY = Pattern.compile("(?:(\\w+)=)?'((?:[^']|'')*)'");
    private static final Map<String, String> TARGETS = Map.of(
            "to_BusinessPartnerAddress",
            SapPartners.ADDRESS,
            "to_EmailAddress",
            SapPartners.EMAIL,
            "to_PhoneNumber",
            SapPartners.PHONE);

    private final SapPartners partners;
    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    private SapTwin(TwinSettings settings, ZoneId zone) {
        super("sap", settings);
        this.partners = new SapPartners(tables, clock, zone);
        routes.on("GET", API + "/", (request, parts) -> Response.json(200, Json.object()))
                .on("GET", API + "/{entity}", (request, parts) -> guarded(() -> read(request, parts.get(0))))
                .on("POST", API + "/{entity}", (request, parts) -> guarded(() -> create(request, parts.get(0))))
                .on("PATCH", API + "/{entity}", (request, parts) -> guarded(() -> change(request, parts.get(0))))
                .on("POST", API + "/{entity}/{way}", (request, parts) -> guarded(() -> createBelow(request, parts)));
    }

    /** Starts a system whose time is UTC. */
    public static SapTwin start(TwinSettings settings) {
        return start(settings, ZoneOffset.UTC);
    }

    /**
     * Starts a system of another zone.
     *
     * @param zone of the system, in which all times are written
     */
    public static SapTwin start(TwinSettings settings, ZoneId zone) {
        var twin = new SapTwin(settings, zone);
        twin.open();
        return twin;
    }

    /** {@code user} and {@code password}. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("user", USER, "password", secret);
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        while (true) {
            JsonNode page = read(API + "/A_BusinessPartner?$top=1000&$skip=" + all.size())
                    .body()
                    .at("/d/results");
            page.forEach(all::add);
            if (page.isEmpty()) {
                return all;
            }
        }
    }

    /** Ends all sessions: their tokens are refused from now on. */
    public void endSessions() {
        sessions.clear();
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        String right = USER + ":" + secret;
        String basic = "Basic " + Base64.getEncoder().encodeToString(right.getBytes(StandardCharsets.UTF_8));
        if (!basic.equals(request.header("Authorization"))) {
            return error(401);
        }
        String token = request.header("X-CSRF-Token");
        boolean held = token != null && token.equals(sessions.get(String.valueOf(request.header("Cookie"))));
        return isRead(request) || held
                ? null
                : Response.text(403, "CSRF token validation failed").with("X-CSRF-Token", "Required");
    }

    @Override
    Response finish(Request request, Response response) {
        if (!response.ok() || !"Fetch".equalsIgnoreCase(request.header("X-CSRF-Token"))) {
            return response;
        }
        String cookie = "SAP_SESSIONID_TWN_100=" + UUID.randomUUID();
        String token = UUID.randomUUID().toString();
        sessions.put(cookie, token);
        return response.with("X-CSRF-Token", token).with("Set-Cookie", cookie + "; path=/; HttpOnly");
    }

    @Override
    Response error(int status) {
        return error(status, "/IWFND/CM_MGW/" + status, status == 404 ? "Resource not found" : "Error " + status);
    }

    private static Response error(int status, String code, String message) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("code", code)
                .putObject("message")
                .put("lang", "en")
                .put("value", message);
        return Response.json(status, body);
    }

    private interface Work {
        Response done();
    }

    private static Response guarded(Work work) {
        try {
            return work.done();
        } catch (Refused refused) {
            return error(400, refused.code, String.valueOf(refused.getMessage()));
        } catch (IllegalArgumentException unreadable) {
            return error(400, "/IWBEP/CM_MGW_RT/022", String.valueOf(unreadable.getMessage()));
        }
    }

    /** The kind and the keys in a segment such as {@code A_AddressEmailAddress(AddressID='1',Person='',OrdinalNumber='1')}. */
    private record Named(String kind, Map<String, String> keys) {}

    private Named named(String segment) {
        Matcher entity = ENTITY.matcher(segment);
        if (!entity.matches() || !partners.knows(entity.group(1))) {
            throw new IllegalArgumentException("Resource not found for the segment");
        }
        var keys = new LinkedHashMap<String, String>();
        Matcher key = KEY.matcher(entity.group(2) == null ? "" : entity.group(2));
        while (key.find()) {
            keys.put(
                    key.group(1) == null ? "BusinessPartner" : key.group(1),
                    key.group(2).replace("''", "'"));
        }
        return new Named(entity.group(1), keys);
    }

    private Response read(Request request, String segment) {
        Named named = named(segment);
        if (!named.keys().isEmpty()) {
            ObjectNode row = partners.find(named.kind(), named.keys());
            return row == null ? error(404) : one(200, named.kind(), row);
        }
        var filter = ODataFilter.of(request.parameter("$filter", ""));
        int top = Math.min(TOP_MAX, Integer.parseInt(request.parameter("$top", "1000")));
        ObjectNode body = Json.object();
        ArrayNode results = body.putObject("d").putArray("results");
        partners.all(named.kind())
                .filter(filter)
                .sorted(Comparator.comparing(row -> ODataFilter.inner(Json.text(row, "BusinessPartner"))))
                .skip(Integer.parseInt(request.parameter("$skip", "0")))
                .limit(top)
                .forEach(results::add);
        return Response.json(200, body);
    }

    private Response one(int status, String kind, ObjectNode row) {
        return Response.json(status, Json.object().set("d", partners.whole(kind, row)))
                .with("ETag", SapPartners.etag(row));
    }

    private Response create(Request request, String segment) {
        Named named = named(segment);
        JsonNode sent = body(request);
        return one(201, named.kind(), partners.create(named.kind(), sent, null));
    }

    private Response createBelow(Request request, List<String> parts) {
        Named named = named(parts.get(0));
        ObjectNode parent = partners.find(named.kind(), named.keys());
        String kind = TARGETS.get(parts.get(1));
        if (parent == null || kind == null) {
            return error(404);
        }
        return one(201, kind, partners.create(kind, body(request), parent));
    }

    private Response change(Request request, String segment) {
        Named named = named(segment);
        ObjectNode row = partners.find(named.kind(), named.keys());
        if (row == null) {
            return error(404);
        }
        String match = request.staff() ? "*" : request.header("If-Match");
        if (match == null) {
            return error(428, "/IWFND/CM_MGW/428", "Precondition required: If-Match is missing");
        }
        if (!match.equals("*") && !match.equals(SapPartners.etag(row))) {
            return error(412, "/IWFND/CM_MGW/412", "Precondition failed");
        }
        partners.change(named.kind(), row, body(request));
        return Response.empty(204).with("ETag", SapPartners.etag(row));
    }

    private static JsonNode body(Request request) {
        JsonNode body = request.json();
        if (body == null || !body.isObject()) {
            throw new IllegalArgumentException("The request body is no JSON");
        }
        return body.has("d") ? body.get("d") : body;
    }
}
