package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Contacts of a Salesforce org, as far as its sObject Collections go (developer.salesforce.com, REST API, Composite):
 * several records in one call, answered in their order, with status 200 even where records fail.
 */
public final class SalesforceTwin extends VendorTwin {
    /** Records of one call, at most. */
    public static final int COLLECTION_MAX = 200;

    private static final String DATA = "/services/data/v62.0";
    private static final String CONTACTS = DATA + "/sobjects/Contact";

    private final Table contacts;

    private SalesforceTwin(TwinSettings settings) {
        super("salesforce", settings);
        this.contacts = tables.table("contacts");
        routes.on("POST", CONTACTS, (request, parts) -> create(request))
                .on("GET", CONTACTS + "/{id}", (request, parts) -> shown(parts.get(0)))
                .on("PATCH", CONTACTS + "/{id}", (request, parts) -> alone(request, parts.get(0)))
                .on("PATCH", DATA + "/composite/sobjects", (request, parts) -> together(request));
    }

    /** Starts an empty org. */
    public static SalesforceTwin start(TwinSettings settings) {
        var twin = new SalesforceTwin(settings);
        twin.open();
        return twin;
    }

    /** {@code token} for Bearer. */
    @Override
    public Map<String, String> credentials() {
        return Map.of("token", secret);
    }

    @Override
    public List<JsonNode> all() {
        var all = new ArrayList<JsonNode>();
        for (long number = 1; number <= contacts.size(); number++) {
            all.add(read(CONTACTS + "/" + id(number)).body());
        }
        return all;
    }

    @Override
    @Nullable
    Response refuse(Request request) {
        String header = request.header("Authorization");
        return ("Bearer " + secret).equals(header) ? null : error(401);
    }

    @Override
    Response error(int status) {
        ArrayNode errors = Json.array();
        errors.addObject()
                .put("errorCode", status == 404 ? "NOT_FOUND" : status == 401 ? "INVALID_SESSION_ID" : "ERROR")
                .put("message", "The request failed");
        return Response.json(status, errors);
    }

    private static String id(long number) {
        return "003%015d".formatted(number);
    }

    private @Nullable ObjectNode contact(String id) {
        return id.matches("003\\d{15}") ? contacts.get(Long.parseLong(id.substring(3))) : null;
    }

    private Response create(Request request) {
        JsonNode sent = request.json();
        ObjectNode fault = sent == null ? null : fault(sent, true);
        if (sent == null || fault != null) {
            return sent == null ? error(400) : Response.json(400, Json.array().add(fault));
        }
        long number = tables.next("contacts", 1);
        contacts.put(number, ((ObjectNode) sent.deepCopy()).put("Id", id(number)));
        return Response.json(201, Json.object().put("id", id(number)).put("success", true));
    }

    private Response shown(String id) {
        ObjectNode contact = contact(id);
        return contact == null ? error(404) : Response.json(200, contact);
    }

    private Response alone(Request request, String id) {
        ObjectNode contact = contact(id);
        JsonNode sent = request.json();
        if (contact == null || sent == null) {
            return error(contact == null ? 404 : 400);
        }
        ObjectNode fault = fault(sent, false);
        if (fault != null) {
            ObjectNode single = Json.object().put("errorCode", Json.text(fault, "statusCode"));
            return Response.json(400, Json.array().add(single.put("message", Json.text(fault, "message"))));
        }
        store(contact, sent);
        return Response.empty(204);
    }

    private Response together(Request request) {
        JsonNode sent = request.json();
        JsonNode records = sent == null ? Json.object() : sent.path("records");
        boolean typed = !records.isEmpty();
        for (JsonNode record : records) {
            typed &= record.at("/attributes/type").asText().equals("Contact");
        }
        if (!typed || records.size() > COLLECTION_MAX) {
            return error(400);
        }
        ArrayNode results = Json.array();
        records.forEach(record -> results.add(result(record)));
        return Response.json(200, results);
    }

    private ObjectNode result(JsonNode sent) {
        ObjectNode contact = contact(Json.text(sent, "Id"));
        ObjectNode fault = contact == null
                ? Json.object()
                        .put("statusCode", "INVALID_CROSS_REFERENCE_KEY")
                        .put("message", "invalid cross reference id")
                : fault(sent, false);
        ObjectNode result = Json.object().put("success", fault == null);
        ArrayNode errors = result.putArray("errors");
        if (fault != null) {
            errors.add(fault);
        } else if (contact != null) {
            store(contact, sent);
            result.put("id", Json.text(contact, "Id"));
        }
        return result;
    }

    private void store(ObjectNode contact, JsonNode sent) {
        sent.properties().stream()
                .filter(field ->
                        !field.getKey().equals("attributes") && !field.getKey().equals("Id"))
                .forEach(field -> contact.set(field.getKey(), field.getValue()));
        contacts.put(Long.parseLong(Json.text(contact, "Id").substring(3)), contact);
    }

    private static @Nullable ObjectNode fault(JsonNode sent, boolean whole) {
        if ((whole || sent.has("LastName")) && Json.text(sent, "LastName").isBlank()) {
            return Json.object()
                    .put("statusCode", "REQUIRED_FIELD_MISSING")
                    .put("message", "Required fields are missing: [LastName]");
        }
        boolean wrong = sent.hasNonNull("Email") && !Json.text(sent, "Email").matches("[^@\\s]+@[^@\\s]+");
        return wrong
                ? Json.object()
                        .put("statusCode", "INVALID_EMAIL_ADDRESS")
                        .put("message", "Email: invalid email address")
                : null;
    }
}
