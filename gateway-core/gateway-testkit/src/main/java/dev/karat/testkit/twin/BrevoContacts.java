package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for Brevo contacts: addresses and numbers belong to one contact each, numbers are kept as digits, and an
 * attribute that the account does not have is passed over without a word.
 */
final class BrevoContacts {
    /** Why a write is refused. */
    record Problem(String code, String message) {}

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final Pattern NUMBER = Pattern.compile("(?:\\+|00)?([1-9]\\d{6,14})");
    /** Attributes of a new account. */
    private static final List<String> ATTRIBUTES = List.of("LASTNAME", "FIRSTNAME", "SMS", "JOB_TITLE");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneId.of("Europe/Paris"));

    private final Tables tables;
    private final Table table;
    private final Clock clock;

    BrevoContacts(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.table = tables.table("contacts")
                .index("email", row -> Json.text(row, "email"))
                .index("sms", row -> Json.text(row.path("attributes"), "SMS"));
    }

    Table table() {
        return table;
    }

    /** The contact of that identifier, which is of a type unless it can be told, or null. */
    @Nullable
    ObjectNode find(String identifier, String type) {
        Long id = switch (type) {
            case "email_id" -> table.find("email", identifier.toLowerCase(Locale.ROOT));
            case "phone_id" -> table.find("sms", digits(identifier));
            case "contact_id" -> identifier.matches("\\d{1,18}") ? Long.valueOf(identifier) : null;
            default ->
                identifier.contains("@")
                        ? table.find("email", identifier.toLowerCase(Locale.ROOT))
                        : identifier.matches("\\d{1,18}") ? Long.valueOf(identifier) : null;
        };
        return id == null ? null : table.get(id);
    }

    private static String digits(String number) {
        var digits = NUMBER.matcher(number);
        return digits.matches() ? digits.group(1) : "";
    }

    ObjectNode fresh() {
        ObjectNode contact = Json.object().put("email", "").put("id", 0L);
        contact.put("emailBlacklisted", false).put("smsBlacklisted", false);
        contact.put("createdAt", now()).put("modifiedAt", now());
        contact.putArray("listIds");
        contact.putNull("listUnsubscribed").putObject("attributes");
        return contact;
    }

    /** Puts what was sent into the contact; returns why it is refused, or null. */
    @Nullable
    Problem merge(ObjectNode contact, JsonNode sent) {
        long id = contact.get("id").asLong();
        String email = Json.text(sent, "email").toLowerCase(Locale.ROOT);
        if (id == 0 && sent.has("email")) {
            if (!EMAIL.matcher(email).matches()) {
                return new Problem("invalid_parameter", "Invalid email address " + email);
            }
            if (table.taken("email", email, id)) {
                return new Problem("duplicate_parameter", "Unable to create contact, email is already associated");
            }
            contact.put("email", email);
        }
        for (String flag : List.of("emailBlacklisted", "smsBlacklisted")) {
            if (sent.path(flag).isBoolean()) {
                contact.set(flag, sent.get(flag));
            }
        }
        return attributes(contact, sent.path("attributes"));
    }

    private @Nullable Problem attributes(ObjectNode contact, JsonNode sent) {
        ObjectNode attributes = contact.withObject("/attributes");
        for (String name : ATTRIBUTES) {
            if (!sent.has(name)) {
                continue;
            }
            String text = Json.text(sent, name);
            if (text.isEmpty()) {
                attributes.remove(name);
            } else if (!name.equals("SMS")) {
                attributes.put(name, text);
            } else if (digits(text).isEmpty()) {
                return new Problem("invalid_parameter", "Invalid phone number");
            } else if (table.taken("sms", digits(text), contact.get("id").asLong())) {
                return new Problem(
                        "duplicate_parameter",
                        "Unable to update contact, SMS is already associated with another Contact");
            } else {
                attributes.put(name, digits(text));
            }
        }
        return null;
    }

    /** Stores the contact, unless nothing differs; returns its id. */
    long store(ObjectNode contact) {
        long id = contact.get("id").asLong();
        if (id == 0) {
            id = tables.next("contacts", 42);
            contact.put("id", id);
        }
        if (!contact.equals(table.get(id))) {
            table.put(id, contact.put("modifiedAt", now()));
        }
        return id;
    }

    private String now() {
        return TIME.format(clock.instant());
    }
}
