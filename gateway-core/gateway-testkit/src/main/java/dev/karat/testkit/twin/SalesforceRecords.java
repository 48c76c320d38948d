package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes of contacts, one by one and in collections. Guarded by the lock of the twin. */
final class SalesforceRecords {
    /** Records of one call, at most. */
    private static final int COLLECTION_MAX = 200;

    private final SalesforceContacts contacts;

    SalesforceRecords(SalesforceContacts contacts) {
        this.contacts = contacts;
    }

    private static Response notFound() {
        return SalesforceTwin.refusal(404, "NOT_FOUND", "The requested resource does not exist");
    }

    Response account(Request request) {
        JsonNode sent = request.json();
        return sent == null || Json.text(sent, "Name").isEmpty()
                ? SalesforceTwin.refusal(400, "INVALID_FIELD", "The request cannot be read")
                : Response.json(
                        201,
                        Json.object()
                                .put("id", contacts.account(Json.text(sent, "Name")))
                                .put("success", true));
    }

    Response shown(@Nullable ObjectNode row) {
        if (row == null) {
            return notFound();
        }
        row.set("attributes", SalesforceQueries.attributes(row));
        return Response.json(200, row)
                .with(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                SalesforceContacts.modified(row).atZone(ZoneOffset.UTC)));
    }

    Response change(Request request, @Nullable ObjectNode row) {
        if (row == null) {
            return notFound();
        }
        String unmodified = request.header("If-Unmodified-Since");
        try {
            Instant since = unmodified == null
                    ? Instant.MAX
                    : ZonedDateTime.parse(unmodified, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            return SalesforceContacts.modified(row).isAfter(since)
                    ? SalesforceTwin.refusal(412, "PRECONDITION_FAILED", "The record was modified")
                    : write(request, row);
        } catch (DateTimeException invalid) {
            return SalesforceTwin.refusal(400, "INVALID_FIELD", "The request cannot be read");
        }
    }

    Response upsert(Request request, List<String> parts) {
        JsonNode sent = request.json();
        if (sent == null || sent.has("Id") || sent.has("Karat_Id__c")) {
            return SalesforceTwin.refusal(
                    400, "INVALID_FIELD", "The Id and external id field are not allowed in the body");
        }
        var stored = new SalesforceContacts.Stored();
        ObjectNode present = contacts.byExternalId(parts.get(0));
        boolean created = present == null;
        ObjectNode with = ((ObjectNode) sent.deepCopy()).put("Karat_Id__c", parts.get(0));
        ObjectNode wrong = contacts.store(present, with, stored);
        return wrong == null
                ? Response.json(created ? 201 : 200, success(stored).put("created", created))
                : alone(wrong);
    }

    Response write(Request request, @Nullable ObjectNode row) {
        JsonNode sent = request.json();
        if (sent == null || !sent.isObject()) {
            return SalesforceTwin.refusal(400, "JSON_PARSER_ERROR", "The body is no JSON");
        }
        var stored = new SalesforceContacts.Stored();
        ObjectNode wrong = contacts.store(row, sent, stored);
        if (wrong != null) {
            return alone(wrong);
        }
        return row == null ? Response.json(201, success(stored)) : Response.empty(204);
    }

    Response delete(@Nullable ObjectNode row) {
        if (row == null) {
            return SalesforceTwin.refusal(404, "ENTITY_IS_DELETED", "entity is deleted");
        }
        contacts.delete(row);
        return Response.empty(204);
    }

    /** The code has another name where records are written one by one. */
    private static Response alone(ObjectNode wrong) {
        ObjectNode single = Json.object().put("message", Json.text(wrong, "message"));
        single.put("errorCode", Json.text(wrong, "statusCode")).set("fields", wrong.get("fields"));
        return Response.json(400, Json.array().add(single));
    }

    Response together(Request request, Function<JsonNode, ObjectNode> each) {
        JsonNode sent = request.json();
        JsonNode records = sent == null ? Json.object() : sent.path("records");
        boolean typed = !records.isEmpty();
        for (JsonNode record : records) {
            typed &= record.at("/attributes/type").asText().equals("Contact");
        }
        if (!typed) {
            return SalesforceTwin.refusal(
                    400, "INVALID_FIELD", "Include an entity type with the value of each record.");
        }
        if (records.size() > COLLECTION_MAX) {
            return SalesforceTwin.refusal(
                    400, "LIMIT_EXCEEDED", "record limit reached. cannot submit more than 200 records");
        }
        ArrayNode results = Json.array();
        records.forEach(record -> results.add(each.apply(record)));
        return Response.json(200, results);
    }

    ObjectNode created(JsonNode sent) {
        var stored = new SalesforceContacts.Stored();
        return result(contacts.store(null, sent, stored), stored);
    }

    ObjectNode changed(JsonNode sent) {
        ObjectNode row = contacts.live(Json.text(sent, "Id"));
        var stored = new SalesforceContacts.Stored();
        return result(
                row == null
                        ? SalesforceContacts.wrong("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
                        : contacts.store(row, sent, stored),
                stored);
    }

    ObjectNode upserted(JsonNode sent) {
        String key = Json.text(sent, "Karat_Id__c");
        var stored = new SalesforceContacts.Stored();
        if (key.isEmpty()) {
            return result(SalesforceContacts.wrong("MISSING_ARGUMENT", "Karat_Id__c not specified"), stored);
        }
        ObjectNode present = contacts.byExternalId(key);
        boolean created = present == null;
        return result(contacts.store(present, sent, stored), stored).put("created", created);
    }

    private static ObjectNode result(@Nullable ObjectNode wrong, SalesforceContacts.Stored stored) {
        if (wrong == null) {
            return success(stored);
        }
        ObjectNode result = Json.object().put("success", false);
        result.putArray("errors").add(wrong);
        return result;
    }

    private static ObjectNode success(SalesforceContacts.Stored stored) {
        ObjectNode result = Json.object().put("id", stored.id).put("success", true);
        result.putArray("errors");
        return result;
    }
}
