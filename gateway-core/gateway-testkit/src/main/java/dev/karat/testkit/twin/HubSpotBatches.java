package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * HubSpot's calls for up to 100 contacts. With a trace id for each input the answer tells what became of each; without,
 * one that is refused fails all (developers.hubspot.com, batch calls).
 */
final class HubSpotBatches {
    private static final int INPUTS_MAX = 100;
    private static final String TRACE = "objectWriteTraceId";

    private final HubSpotContacts contacts;

    HubSpotBatches(HubSpotContacts contacts) {
        this.contacts = contacts;
    }

    Response read(JsonNode sent) {
        Set<String> asked = new HashSet<>();
        sent.path("properties").forEach(name -> asked.add(name.asText()));
        boolean byEmail = Json.text(sent, "idProperty").equals("email");
        ArrayNode results = Json.array();
        ArrayNode errors = Json.array();
        for (JsonNode input : sent.path("inputs")) {
            String id = Json.text(input, "id");
            ObjectNode contact = byEmail ? contacts.byEmail(id) : contacts.byId(id);
            if (contact == null || contact.path("archived").asBoolean()) {
                errors.add(
                        new HubSpotProblem(404, "OBJECT_NOT_FOUND", "Could not get some CONTACT objects", "").body());
            } else {
                results.add(HubSpotContacts.shown(contact, asked));
            }
        }
        return answer(sent, 200, results, errors);
    }

    Response create(JsonNode sent) {
        return write(sent, 201, input -> contacts.fresh());
    }

    Response update(JsonNode sent) {
        return write(sent, 200, input -> {
            ObjectNode contact = contacts.byId(Json.text(input, "id"));
            return contact == null || contact.path("archived").asBoolean() ? null : contact;
        });
    }

    private Response write(JsonNode sent, int status, Function<JsonNode, @Nullable ObjectNode> which) {
        ArrayNode results = Json.array();
        ArrayNode errors = Json.array();
        Set<String> traces = new HashSet<>();
        sent.path("inputs").forEach(input -> traces.add(Json.text(input, TRACE)));
        boolean each = traces.size() == sent.path("inputs").size() && !traces.contains("");
        for (JsonNode input : sent.path("inputs")) {
            ObjectNode contact = which.apply(input);
            HubSpotProblem wrong = contact == null
                    ? new HubSpotProblem(404, "OBJECT_NOT_FOUND", "No contact " + Json.text(input, "id"), "")
                    : contacts.merge(contact, input.path("properties"));
            if (contact != null && wrong == null && (each || errors.isEmpty())) {
                results.add(HubSpotContacts.shown(contacts.store(contact), HubSpotContacts.names(input)));
            } else if (wrong != null) {
                ObjectNode error = wrong.body();
                error.putObject("context").putArray(TRACE).add(Json.text(input, TRACE));
                errors.add(error);
                if (!each) {
                    return wrong.response();
                }
            }
        }
        return answer(sent, status, results, errors);
    }

    private static Response answer(JsonNode sent, int status, ArrayNode results, ArrayNode errors) {
        if (sent.path("inputs").isEmpty() || sent.path("inputs").size() > INPUTS_MAX) {
            return HubSpotProblem.malformed("inputs must hold 1 to " + INPUTS_MAX + " objects")
                    .response();
        }
        ObjectNode body = Json.object().put("status", "COMPLETE");
        body.set("results", results);
        if (!errors.isEmpty()) {
            body.put("numErrors", errors.size()).set("errors", errors);
        }
        return Response.json(errors.isEmpty() ? status : 207, body);
    }
}
