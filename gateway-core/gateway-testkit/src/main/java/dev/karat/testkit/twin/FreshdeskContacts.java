package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for Freshdesk contacts: none without a name, addresses belong to one contact even when that was deleted, and
 * deleting only hides.
 */
final class FreshdeskContacts {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final List<String> TEXTS = List.of(
            "name",
            "email",
            "phone",
            "mobile",
            "twitter_id",
            "unique_external_id",
            "address",
            "description",
            "job_title",
            "language",
            "time_zone");

    private final Tables tables;
    private final Table table;
    private final Clock clock;

    FreshdeskContacts(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.table = tables.table("contacts").index("email", row -> Json.text(row, "email"));
    }

    Table table() {
        return table;
    }

    @Nullable
    ObjectNode get(String id) {
        return id.matches("\\d{1,18}") ? table.get(Long.parseLong(id)) : null;
    }

    @Nullable
    ObjectNode byEmail(String email) {
        Long id = table.find("email", email.toLowerCase(Locale.ROOT));
        return id == null ? null : table.get(id);
    }

    static boolean isDeleted(JsonNode contact) {
        return contact.path("deleted").asBoolean();
    }

    ObjectNode fresh() {
        ObjectNode contact = Json.object().put("id", 0L).put("active", false);
        TEXTS.forEach(contact::putNull);
        contact.put("language", "en").put("time_zone", "Berlin");
        contact.putNull("company_id").put("view_all_tickets", false).putArray("other_emails");
        contact.putArray("tags");
        contact.putObject("custom_fields");
        return contact.put("created_at", now()).put("updated_at", now());
    }

    /** Puts what was sent into the contact; returns the error that the vendor answers, or null. */
    @Nullable
    Response merge(ObjectNode contact, JsonNode sent) {
        long id = contact.get("id").asLong();
        for (String field : TEXTS) {
            if (sent.has(field)) {
                String text = Json.text(sent, field);
                String kept = field.equals("email") ? text.toLowerCase(Locale.ROOT) : text;
                contact.put(field, sent.path(field).isNull() || text.isEmpty() ? null : kept);
            }
        }
        String email = contact.path("email").asText("");
        if (Json.text(contact, "name").isEmpty() || contact.path("name").isNull()) {
            return invalid(400, "name", "It should be a/an String", "missing_field");
        }
        boolean reachable = List.of("email", "phone", "mobile", "twitter_id", "unique_external_id").stream()
                .anyMatch(field -> contact.hasNonNull(field));
        if (!reachable) {
            return invalid(400, "email", "Please fill at least 1 of email, mobile, phone fields", "missing_field");
        }
        if (contact.hasNonNull("email") && !EMAIL.matcher(email).matches()) {
            return invalid(400, "email", "It should be a valid email address: " + email, "invalid_value");
        }
        boolean taken = contact.hasNonNull("email") && table.taken("email", email, id);
        return taken ? invalid(409, "email", "It should be a unique value", "duplicate_value") : null;
    }

    private static Response invalid(int status, String field, String message, String code) {
        ObjectNode body = Json.object().put("description", "Validation failed");
        body.putArray("errors")
                .addObject()
                .put("field", field)
                .put("message", message)
                .put("code", code);
        return Response.json(status, body);
    }

    /** Stores the contact, unless nothing differs; returns what is stored. */
    ObjectNode store(ObjectNode contact) {
        long id = contact.get("id").asLong();
        if (id == 0) {
            id = tables.next("contacts", 5_001_004_837L);
            contact.put("id", id);
        }
        if (!contact.equals(table.get(id))) {
            table.put(id, contact.put("updated_at", now()));
        }
        return contact;
    }

    /** The contact as lists show it: without what takes a look of its own. */
    static ObjectNode listed(JsonNode contact) {
        return ((ObjectNode) contact).deepCopy().without(List.of("other_emails", "tags"));
    }

    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
