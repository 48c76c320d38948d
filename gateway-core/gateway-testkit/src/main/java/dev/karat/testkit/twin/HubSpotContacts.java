package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules for HubSpot contacts: every value is a text, an empty one clears, an address belongs to one contact, archived
 * ones keep nothing busy, and the id of a contact that was merged away leads to the one that is left.
 */
final class HubSpotContacts {
    /** Properties of an account that nobody changed, as far as they matter here. */
    static final List<String> PROPERTIES = List.of(
            "email",
            "firstname",
            "lastname",
            "phone",
            "mobilephone",
            "company",
            "jobtitle",
            "address",
            "city",
            "zip",
            "state",
            "country",
            "hs_language",
            "hs_additional_emails",
            "hs_email_optout",
            "hs_merged_object_ids",
            "createdate",
            "lastmodifieddate",
            "hs_object_id");

    private static final Set<String> SHOWN_UNASKED =
            Set.of("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname");
    private static final Set<String> READ_ONLY =
            Set.of("hs_merged_object_ids", "hs_email_optout", "createdate", "lastmodifieddate", "hs_object_id");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final String ADDITIONAL = "hs_additional_emails";

    private final Tables tables;
    private final Table table;
    private final Table aliases;
    private final Clock clock;

    HubSpotContacts(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.aliases = tables.table("aliases");
        this.table = tables.table("contacts")
                .index("email", row -> row.path("archived").asBoolean() ? "" : value(row, "email"))
                .index("several", row -> value(row, ADDITIONAL).isEmpty() ? "" : "yes");
    }

    Table table() {
        return table;
    }

    static String value(JsonNode contact, String property) {
        return Json.text(contact.path("properties"), property);
    }

    /** The contact of that id, or the one that it was merged into, or null. */
    @Nullable
    ObjectNode byId(String id) {
        long number = id.matches("\\d{1,18}") ? Long.parseLong(id) : -1;
        ObjectNode alias = aliases.get(number);
        return alias == null ? table.get(number) : byId(Json.text(alias, "into"));
    }

    /** The live contact that has the address as its first or as a further one, or null. */
    @Nullable
    ObjectNode byEmail(String email) {
        String lower = email.strip().toLowerCase(Locale.ROOT);
        Long first = table.find("email", lower);
        return first != null
                ? table.get(first)
                : table.all("several", "yes")
                        .filter(row -> !row.path("archived").asBoolean())
                        .filter(row -> further(row).contains(lower))
                        .findFirst()
                        .map(ObjectNode::deepCopy)
                        .orElse(null);
    }

    private static List<String> further(JsonNode contact) {
        return Arrays.asList(value(contact, ADDITIONAL).split(";", -1));
    }

    ObjectNode fresh() {
        ObjectNode contact = Json.object().put("id", "");
        contact.putObject("properties").put("createdate", now());
        return contact.put("createdAt", now()).put("updatedAt", now()).put("archived", false);
    }

    /** Puts what was sent into the contact; returns what is wrong with it, or null. */
    @Nullable
    HubSpotProblem merge(ObjectNode contact, JsonNode sent) {
        ObjectNode properties = contact.withObject("/properties");
        for (Map.Entry<String, JsonNode> property : sent.properties()) {
            String name = property.getKey();
            String text = property.getValue().asText("").strip();
            if (!PROPERTIES.contains(name)) {
                return HubSpotProblem.invalid(
                        name, "PROPERTY_DOESNT_EXIST", "Property \\\"" + name + "\\\" does not exist");
            }
            if (READ_ONLY.contains(name)) {
                return HubSpotProblem.invalid(name, "READ_ONLY_VALUE", name + " is a read only property");
            }
            if (text.isEmpty()) {
                properties.remove(name);
            } else {
                properties.put(name, name.equals("email") ? text.toLowerCase(Locale.ROOT) : text);
            }
        }
        return wrong(contact);
    }

    private @Nullable HubSpotProblem wrong(ObjectNode contact) {
        String email = value(contact, "email");
        if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
            return HubSpotProblem.invalid("email", "INVALID_EMAIL", "Email address " + email + " is invalid");
        }
        ObjectNode owner = email.isEmpty() ? null : byEmail(email);
        return owner == null || owner.get("id").equals(contact.get("id"))
                ? null
                : HubSpotProblem.exists(Json.text(owner, "id"));
    }

    /** Stores the contact, unless nothing differs; returns what is stored. */
    ObjectNode store(ObjectNode contact) {
        String id = Json.text(contact, "id");
        long number = id.isEmpty() ? tables.next("contacts", 101) : Long.parseLong(id);
        ObjectNode properties = contact.put("id", number + "").withObject("/properties");
        properties.put("hs_object_id", number + "");
        if (!contact.equals(table.get(number))) {
            properties.put("lastmodifieddate", now());
            table.put(number, contact.put("updatedAt", now()));
        }
        return contact;
    }

    /** Puts the contact into the recycle bin. */
    void archive(ObjectNode contact) {
        table.put(contact.get("id").asLong(), contact.put("archived", true).put("archivedAt", now()));
    }

    /**
     * One contact of two: the values of the first, and of the other what that lacks.
     *
     * @param newRecord the outcome is a third record, as HubSpot has done since 2025, and both ids lead to it
     */
    ObjectNode merge(ObjectNode primary, ObjectNode other, boolean newRecord) {
        ObjectNode left = newRecord ? fresh() : primary.deepCopy();
        ObjectNode properties = left.withObject("/properties");
        Stream.of(other, primary).forEach(one -> properties.setAll((ObjectNode) one.get("properties")));
        var emails = new LinkedHashSet<String>(further(primary));
        emails.addAll(further(other));
        emails.add(value(other, "email"));
        emails.removeAll(List.of("", value(left, "email")));
        properties.put(ADDITIONAL, String.join(";", emails));
        List<ObjectNode> gone = newRecord ? List.of(primary, other) : List.of(other);
        var ids = new ArrayList<String>();
        for (ObjectNode one : gone) {
            ids.add(Json.text(one, "id"));
            Stream.of(value(one, "hs_merged_object_ids").split(";", -1))
                    .filter(id -> !id.isEmpty())
                    .forEach(ids::add);
        }
        properties.put("hs_merged_object_ids", String.join(";", ids));
        gone.forEach(one -> table.remove(one.get("id").asLong()));
        ObjectNode stored = store(left);
        ids.forEach(id -> aliases.put(Long.parseLong(id), Json.object().put("into", Json.text(stored, "id"))));
        return stored;
    }

    /** The contact with the properties that were asked for by name, or the few that come unasked. */
    static ObjectNode shown(ObjectNode contact, Set<String> asked) {
        ObjectNode shown = contact.deepCopy();
        ObjectNode properties = shown.putObject("properties");
        for (String name : PROPERTIES) {
            if (asked.contains(name) || SHOWN_UNASKED.contains(name)) {
                String value = value(contact, name);
                properties.put(name, value.isEmpty() ? null : value);
            }
        }
        return shown;
    }

    /** Names of the properties that were sent: what the answer to a write shows. */
    static Set<String> names(JsonNode sent) {
        Set<String> names = new HashSet<>();
        sent.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    String now() {
        String millis = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        return millis.length() == "2026-01-01T00:00:00Z".length() ? millis.replace("Z", ".000Z") : millis;
    }
}
