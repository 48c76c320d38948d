package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for RT users: a unique name, a unique address, and for every changed field a transaction, whose number is
 * the version of the user. What is refused is said in a message beside what was done.
 */
final class RtUsers {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final List<String> FIELDS = List.of(
            "Address1",
            "Address2",
            "City",
            "Comments",
            "Country",
            "EmailAddress",
            "FreeformContactInfo",
            "HomePhone",
            "Lang",
            "MobilePhone",
            "Name",
            "NickName",
            "Organization",
            "PagerPhone",
            "RealName",
            "Signature",
            "State",
            "Timezone",
            "WorkPhone",
            "Zip");
    private static final Set<String> SEARCHABLE = Set.of(
            "Name", "EmailAddress", "Organization", "RealName", "NickName", "Lang", "City", "Country", "Timezone");
    private static final Set<String> BUILT_IN = Set.of("RT_System", "Nobody");

    private final Table table;
    private final Tables tables;
    private final RtTransactions transactions;
    private final Set<String> customFields;

    RtUsers(Tables tables, RtTransactions transactions, Set<String> customFields) {
        this.tables = tables;
        this.transactions = transactions;
        this.customFields = customFields;
        this.table = tables.table("users")
                .index("name", row -> Json.text(row, "Name").toLowerCase(Locale.ROOT))
                .index("email", row -> Json.text(row, "EmailAddress").toLowerCase(Locale.ROOT));
    }

    Table table() {
        return table;
    }

    /** True if users can be searched by that field; conditions on others are ignored without a word. */
    static boolean isSearchable(String field) {
        return SEARCHABLE.contains(field) || field.startsWith("CustomField.{");
    }

    /** True for customers, in RT's words the unprivileged, and not for staff and RT's own users. */
    static boolean isCustomer(JsonNode user) {
        return user.path("Privileged").asInt() == 0 && !BUILT_IN.contains(Json.text(user, "Name"));
    }

    /** Adds the users that every server has, and the one to whom the token belongs. */
    void install(String staff, String caller) {
        if (table.size() == 0) {
            for (String name : List.of("RT_System", "Nobody", staff, caller)) {
                ObjectNode user = Json.object().put("Name", name);
                create(user.put("Privileged", BUILT_IN.contains(name) ? 0 : 1), "RT_System");
            }
        }
    }

    /** The user of that number or name, or null. */
    @Nullable
    ObjectNode find(String key) {
        Long id = key.matches("\\d{1,18}") ? Long.valueOf(key) : table.find("name", key.toLowerCase(Locale.ROOT));
        return id == null ? null : table.get(id);
    }

    @Nullable
    ObjectNode byEmail(String email) {
        Long id = table.find("email", email.toLowerCase(Locale.ROOT));
        return id == null ? null : table.get(id);
    }

    /** Why such a user cannot be created, or null. */
    @Nullable
    String refusal(JsonNode sent) {
        String name = name(sent);
        if (name.isEmpty()) {
            return "Must specify 'Name' attribute";
        }
        if (table.find("name", name.toLowerCase(Locale.ROOT)) != null) {
            return "Name in use";
        }
        return wrongEmail(Json.text(sent, "EmailAddress"), 0);
    }

    /** The name to sign in with, which is the address if nothing else is given. */
    private static String name(JsonNode sent) {
        String name = Json.text(sent, "Name");
        return name.isEmpty() ? Json.text(sent, "EmailAddress") : name;
    }

    /** Creates the user; {@link #refusal} was asked before. */
    ObjectNode create(JsonNode sent, String creator) {
        long id = tables.next("users", 1);
        ObjectNode user = Json.object().put("id", id);
        FIELDS.stream().filter(sent::hasNonNull).forEach(field -> user.put(field, Json.text(sent, field)));
        user.put("Name", name(sent));
        user.put("Privileged", sent.path("Privileged").asInt(0)).put("Disabled", 0);
        user.put("Created", transactions.now()).put("Creator", creator);
        ObjectNode custom = user.putObject("CustomFields");
        customFields.forEach(field -> custom.put(field, Json.text(sent.path("CustomFields"), field)));
        return store(user, "Create", "", "", "", creator);
    }

    /** Changes what can be changed, field by field; returns one message per field that was changed or refused. */
    ArrayNode update(ObjectNode user, JsonNode sent, String actor) {
        ArrayNode messages = Json.array();
        String prefix = "User " + Json.text(user, "Name") + ": ";
        for (String field : FIELDS) {
            if (sent.hasNonNull(field)) {
                String message = set(user, field, Json.text(sent, field), actor);
                if (message != null) {
                    messages.add(prefix + message);
                }
            }
        }
        for (String field : customFields) {
            if (sent.path("CustomFields").has(field)) {
                String message = setCustom(user, field, Json.text(sent.path("CustomFields"), field), actor);
                if (message != null) {
                    messages.add(message);
                }
            }
        }
        if (sent.hasNonNull("Disabled")) {
            messages.add(setDisabled(user, sent.get("Disabled").asInt(), actor));
        }
        return messages;
    }

    /** Disables or enables the user, unless he is so already. */
    String setDisabled(ObjectNode user, int disabled, String actor) {
        if (user.path("Disabled").asInt() == disabled) {
            return "That is already the current value";
        }
        store(user.put("Disabled", disabled), disabled == 1 ? "Disabled" : "Enabled", "", "", "", actor);
        return disabled == 1 ? "User disabled" : "User enabled";
    }

    private @Nullable String set(ObjectNode user, String field, String value, String actor) {
        String before = Json.text(user, field);
        if (before.equals(value)) {
            return null;
        }
        long id = user.get("id").asLong();
        if (field.equals("Name") && (value.isEmpty() || table.taken("name", value.toLowerCase(Locale.ROOT), id))) {
            return value.isEmpty() ? "empty name" : "Name in use";
        }
        String wrong = field.equals("EmailAddress") ? wrongEmail(value, id) : null;
        if (wrong != null) {
            return wrong;
        }
        store(user.put(field, value), "Set", field, before, value, actor);
        return field + " changed from " + shown(before) + " to " + shown(value);
    }

    private @Nullable String setCustom(ObjectNode user, String field, String value, String actor) {
        String before = Json.text(user.path("CustomFields"), field);
        if (before.equals(value)) {
            return null;
        }
        user.withObject("/CustomFields").put(field, value);
        store(user, "CustomField", field, before, value, actor);
        if (value.isEmpty()) {
            return before + " is no longer a value for custom field " + field;
        }
        return before.isEmpty() ? field + " " + value + " added" : field + " " + before + " changed to " + value;
    }

    private @Nullable String wrongEmail(String email, long id) {
        if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
            return "Invalid syntax for email address";
        }
        return table.taken("email", email.toLowerCase(Locale.ROOT), id) ? "Email address in use" : null;
    }

    private ObjectNode store(ObjectNode user, String type, String field, String before, String after, String actor) {
        long id = user.get("id").asLong();
        long version = transactions.add("RT::User", id, type, field, before, after, actor);
        user.put("LastUpdated", transactions.now()).put("LastUpdatedBy", actor).put("$version", version);
        table.put(id, user);
        return user;
    }

    private static String shown(String value) {
        return value.isEmpty() ? "(no value)" : "'" + value + "'";
    }
}
