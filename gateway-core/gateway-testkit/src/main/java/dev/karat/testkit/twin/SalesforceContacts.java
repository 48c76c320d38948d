package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The contacts of an org: their fields and rules, times in whole seconds, a recycle bin, merges, and what the change data
 * capture tells of each change. Guarded by the lock of the twin.
 */
final class SalesforceContacts {
    /** Object Reference, Contact; the value is the greatest length. */
    private static final Map<String, Integer> TEXTS = Map.ofEntries(
            Map.entry("FirstName", 40),
            Map.entry("LastName", 80),
            Map.entry("Salutation", 40),
            Map.entry("Email", 80),
            Map.entry("Phone", 40),
            Map.entry("MobilePhone", 40),
            Map.entry("HomePhone", 40),
            Map.entry("OtherPhone", 40),
            Map.entry("Title", 128),
            Map.entry("Department", 80),
            Map.entry("MailingStreet", 255),
            Map.entry("MailingCity", 40),
            Map.entry("MailingState", 80),
            Map.entry("MailingPostalCode", 20),
            Map.entry("MailingCountry", 80),
            Map.entry("Birthdate", 10),
            Map.entry("AccountId", 18),
            Map.entry("Karat_Id__c", 36));

    private static final List<String> FLAGS = List.of("HasOptedOutOfEmail", "HasOptedOutOfFax", "DoNotCall");

    private static final List<String> SYSTEM = List.of(
            "Id",
            "IsDeleted",
            "MasterRecordId",
            "Name",
            "CreatedDate",
            "LastModifiedDate",
            "SystemModstamp",
            "Account");

    private final Table rows;
    private final Table accounts;
    private final Table changes;
    private final Tables tables;
    private final Clock clock;
    private boolean gaps;

    SalesforceContacts(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.rows = tables.table("contacts").index("Karat_Id__c", SalesforceContacts::liveExternalId);
        this.accounts = tables.table("accounts");
        this.changes = tables.table("changes");
    }

    private static String liveExternalId(ObjectNode row) {
        return row.path("IsDeleted").asBoolean() ? "" : Json.text(row, "Karat_Id__c");
    }

    Table rows() {
        return rows;
    }

    /** What change data capture tells, by rising number. */
    Table changes() {
        return changes;
    }

    static boolean knows(String field) {
        return TEXTS.containsKey(field)
                || FLAGS.contains(field)
                || SYSTEM.contains(field)
                || field.equals("Account.Name");
    }

    static String id(long number) {
        return "003%015d".formatted(number);
    }

    private static @Nullable Long number(String id) {
        return id.matches("003\\d{15}") ? Long.valueOf(id.substring(3)) : null;
    }

    /** A copy of the contact, also of one in the recycle bin; null if there is none. */
    @Nullable
    ObjectNode get(String id) {
        Long number = number(id);
        return number == null ? null : rows.get(number);
    }

    /** The same, without those in the recycle bin. */
    @Nullable
    ObjectNode live(String id) {
        ObjectNode row = get(id);
        return row == null || row.path("IsDeleted").asBoolean() ? null : row;
    }

    @Nullable
    ObjectNode byExternalId(String value) {
        Long number = rows.find("Karat_Id__c", value);
        return number == null ? null : rows.get(number);
    }

    String account(String name) {
        long number = tables.next("accounts", 1);
        accounts.put(number, Json.object().put("Name", name));
        return "001%015d".formatted(number);
    }

    /**
     * Enters a new contact, or changes one.
     *
     * @param present a copy of it, or null for a new one
     * @return what is wrong, as a result of a collection shows it, or null
     */
    @Nullable
    ObjectNode store(@Nullable ObjectNode present, JsonNode sent, Stored stored) {
        ObjectNode row = present == null ? fresh() : present;
        for (var field : sent.properties()) {
            ObjectNode wrong = put(row, field.getKey(), field.getValue(), present != null);
            if (wrong != null) {
                return wrong;
            }
        }
        if (Json.text(row, "LastName").isEmpty()) {
            return wrong("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", "LastName");
        }
        long number =
                present == null ? tables.next("contacts", 1) : Objects.requireNonNull(number(Json.text(row, "Id")));
        if (rows.taken("Karat_Id__c", Json.text(row, "Karat_Id__c"), number)) {
            return wrong("DUPLICATE_VALUE", "duplicate value found: Karat_Id__c duplicates value", "Karat_Id__c");
        }
        row.put("Id", id(number));
        keep(number, row, present == null ? "CREATE" : "UPDATE");
        stored.id = id(number);
        return null;
    }

    /** Where {@link #store} tells the id. */
    static final class Stored {
        String id = "";
    }

    private static ObjectNode fresh() {
        ObjectNode row = Json.object().put("IsDeleted", false).putNull("MasterRecordId");
        FLAGS.forEach(flag -> row.put(flag, false));
        return row;
    }

    private @Nullable ObjectNode put(ObjectNode row, String field, JsonNode value, boolean exists) {
        if (field.equals("attributes") || (field.equals("Id") && exists)) {
            return null;
        }
        if (FLAGS.contains(field)) {
            row.put(field, value.asBoolean());
            return null;
        }
        Integer length = TEXTS.get(field);
        if (length == null) {
            return SYSTEM.contains(field)
                    ? wrong("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: " + field, field)
                    : wrong("INVALID_FIELD", "No such column '" + field + "' on sobject of type Contact");
        }
        String text = value.isNull() ? "" : value.asText().strip();
        if (text.length() > length) {
            return wrong("STRING_TOO_LONG", field + ": data value too large: " + text, field);
        }
        if (field.equals("Email") && !text.isEmpty() && !text.matches("[^@\\s]+@[^@\\s]+")) {
            return wrong("INVALID_EMAIL_ADDRESS", "Email: invalid email address: " + text, field);
        }
        row.set(field, text.isEmpty() ? NullNode.instance : row.textNode(text));
        return null;
    }

    /** Puts the contact into the recycle bin. */
    void delete(ObjectNode row) {
        keep(Objects.requireNonNull(number(Json.text(row, "Id"))), row.put("IsDeleted", true), "DELETE");
    }

    /** Empties the recycle bin, of which nothing is told. */
    void purge() {
        rows.stream()
                .filter(row -> row.path("IsDeleted").asBoolean())
                .map(row -> number(Json.text(row, "Id")))
                .filter(Objects::nonNull)
                .toList()
                .forEach(rows::remove);
    }

    private void keep(long number, ObjectNode row, String change) {
        String now = SalesforceSoql.TIME.withZone(ZoneOffset.UTC).format(clock.instant());
        if (!row.has("CreatedDate")) {
            row.put("CreatedDate", now);
        }
        row.put("LastModifiedDate", now).put("SystemModstamp", now);
        row.put("Name", (Json.text(row, "FirstName") + " " + Json.text(row, "LastName")).strip());
        row.set("Account", owner(Json.text(row, "AccountId")));
        rows.put(number, row);
        announce((gaps ? "GAP_" : "") + change, Json.texts(id(number)), clock.instant());
    }

    private JsonNode owner(String accountId) {
        ObjectNode account =
                accountId.matches("001\\d{15}") ? accounts.get(Long.parseLong(accountId.substring(3))) : null;
        return account == null ? NullNode.instance : account;
    }

    /** Lets changes be told of by nothing but their ids, as where an event could not be made. */
    void gaps(boolean only) {
        gaps = only;
    }

    private void announce(String type, ArrayNode ids, Instant at) {
        ObjectNode change = Json.object().put("changeType", type).put("commitTimestamp", at.toEpochMilli());
        change.set("recordIds", ids);
        changes.put(tables.next("changes", 1), change);
    }

    /** Lets no change after this one be told of but by an event that names none (Change Data Capture, Gap Events). */
    void changesOverflow(long after) {
        List<Long> told = List.copyOf(changes.rows().tailMap(after, false).keySet());
        for (long number : told) {
            ObjectNode change = Json.object()
                    .put("changeType", "GAP_OVERFLOW")
                    .put("commitTimestamp", clock.instant().toEpochMilli());
            change.set("recordIds", Json.texts("003000000000000000"));
            changes.put(number, change);
        }
    }

    /** The time of the last change as a header, in whole seconds. */
    static Instant modified(JsonNode row) {
        return SalesforceSoql.time(Json.text(row, "LastModifiedDate")).truncatedTo(ChronoUnit.SECONDS);
    }

    static ObjectNode wrong(String code, String message, String... fields) {
        ObjectNode wrong = Json.object().put("statusCode", code).put("message", message);
        wrong.set("fields", Json.texts(fields));
        return wrong;
    }
}
