package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How RT shows its records: links to others, and the number of the latest transaction as the version. */
final class RtRecords {
    private static final List<String> USER_LINKS = List.of("Creator", "LastUpdatedBy");

    private final Supplier<String> api;

    /** Takes what every link starts with. */
    RtRecords(Supplier<String> api) {
        this.api = api;
    }

    ObjectNode link(String type, String id) {
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        return Json.object().put("type", type).put("id", id).put("_url", api.get() + "/" + type + "/" + encoded);
    }

    ObjectNode user(ObjectNode user) {
        ObjectNode shown = Json.object();
        user.fieldNames().forEachRemaining(name -> {
            JsonNode value = field(user, name);
            if (value != null) {
                shown.set(name, value);
            }
        });
        shown.put("Disabled", Json.text(user, "Disabled")).set("Memberships", Json.array());
        shown.putArray("_hyperlinks").add(link("user", Json.text(user, "id")).put("ref", "self"));
        return shown;
    }

    ObjectNode ticket(ObjectNode ticket) {
        ObjectNode shown = ticket.deepCopy().without(List.of("$version", "Content"));
        shown.set("Requestor", field(ticket, "Requestor"));
        shown.set("Creator", field(ticket, "Creator"));
        shown.set("Queue", link("queue", "1").put("Name", "Support"));
        return shown;
    }

    /** The value of a field as records show it. */
    @Nullable
    JsonNode field(ObjectNode row, String name) {
        if (USER_LINKS.contains(name)) {
            return link("user", Json.text(row, name));
        }
        if (name.equals("CustomFields")) {
            return customFields(row);
        }
        if (name.equals("Requestor")) {
            ArrayNode requestors = Json.array();
            row.path("Requestor").forEach(requestor -> requestors.add(link("user", requestor.asText())));
            return requestors;
        }
        return name.startsWith("$") ? null : row.path(name);
    }

    /** The value of a field as lists show it, where what a user is and may do stays empty. */
    @Nullable
    JsonNode listed(ObjectNode row, String name) {
        return List.of("Privileged", "Disabled").contains(name) ? null : field(row, name);
    }

    /** Adds the version and answers 304 to who has it already. */
    Response versioned(Request request, JsonNode row, ObjectNode shown) {
        boolean known = version(row).equals(unquoted(request.header("If-None-Match")));
        Response response = known ? Response.empty(304) : Response.json(200, shown);
        return response.with("ETag", '"' + version(row) + '"')
                // Not the form of RFC 9110, but what RT sends.
                .with("Last-Modified", Json.text(row, "LastUpdated"));
    }

    /** True if the writer knows another version than this one. */
    static boolean stale(Request request, JsonNode row) {
        String wanted = unquoted(request.header("If-Match"));
        return !wanted.isEmpty() && !wanted.equals("*") && !wanted.equals(version(row));
    }

    private static String version(JsonNode row) {
        return Json.text(row, "$version");
    }

    private static String unquoted(@Nullable String tag) {
        return tag == null ? "" : tag.replace("\"", "").trim();
    }

    private ArrayNode customFields(JsonNode user) {
        ArrayNode fields = Json.array();
        int number = 1;
        for (var entry : user.path("CustomFields").properties()) {
            ObjectNode field = link("customfield", number++ + "").put("name", entry.getKey());
            String value = entry.getValue().asText();
            field.set("values", value.isEmpty() ? Json.array() : Json.texts(value));
            fields.add(field);
        }
        return fields;
    }
}
