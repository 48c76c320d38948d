package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for Zendesk users: an e-mail identity belongs to one active user; an address sent to a user who has one
 * becomes a second identity, not the primary one; deleting leaves an inactive user in the export.
 */
final class ZendeskUsers {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{6,14}");
    private static final List<String> PLAIN = List.of(
            "name",
            "phone",
            "external_id",
            "alias",
            "details",
            "notes",
            "locale",
            "time_zone",
            "organization_id",
            "verified",
            "suspended",
            "role");

    private final Tables tables;
    private final Table table;
    private final ZendeskIdentities identities;
    private final Clock clock;
    private final Supplier<URI> base;

    ZendeskUsers(Tables tables, Clock clock, Supplier<URI> base) {
        this.tables = tables;
        this.clock = clock;
        this.base = base;
        this.table = tables.table("users")
                .index("external_id", row -> Json.text(row, "external_id").toLowerCase(Locale.ROOT));
        this.identities = new ZendeskIdentities(tables);
    }

    Table table() {
        return table;
    }

    ZendeskIdentities identities() {
        return identities;
    }

    ObjectNode fresh() {
        String now = now();
        ObjectNode user =
                Json.object().put("id", 0L).put("url", "").putNull("name").putNull("email");
        user.put("created_at", now).put("updated_at", now).put("time_zone", "Berlin");
        user.put("iana_time_zone", "Europe/Berlin").putNull("phone").putNull("shared_phone_number");
        user.putNull("photo").put("locale", "en-US").putNull("organization_id").put("role", "end-user");
        user.put("verified", false).putNull("external_id").putArray("tags");
        user.putNull("alias").put("active", true).put("shared", false).putNull("last_login_at");
        user.putNull("details").putNull("notes").put("suspended", false).putObject("user_fields");
        return user;
    }

    /** Merges what was sent into the user; returns what is wrong with it by field, or null. */
    @Nullable
    ObjectNode merge(ObjectNode user, JsonNode sent) {
        String email = Json.text(sent, "email").toLowerCase(Locale.ROOT);
        boolean mailed = sent.hasNonNull("email") && !email.isEmpty();
        long id = user.get("id").asLong();
        PLAIN.stream().filter(sent::has).forEach(field -> user.set(field, sent.get(field)));
        if (Json.text(user, "name").isEmpty()) {
            return wrong("name", "Name: cannot be blank", "BlankValue");
        }
        if (mailed && !EMAIL.matcher(email).matches()) {
            return wrong("email", "Email:  " + email + " is not properly formatted", "InvalidFormat");
        }
        if (mailed && identities.ownedByOther(email, id)) {
            return wrong("email", "Email: " + email + " is already being used by another user", "DuplicateValue");
        }
        if (table.taken("external_id", Json.text(sent, "external_id").toLowerCase(Locale.ROOT), id)
                && sent.hasNonNull("external_id")) {
            return wrong("external_id", "External: has already been taken", "DuplicateValue");
        }
        if (user.path("email").isNull() && mailed) {
            user.put("email", email);
        }
        if (sent.path("user_fields").isObject()) {
            user.withObject("/user_fields").setAll((ObjectNode) sent.get("user_fields"));
        }
        if (sent.path("tags").isArray()) {
            user.set("tags", sent.get("tags"));
        }
        String phone = Json.text(user, "phone");
        boolean none = user.path("phone").isNull() || phone.isEmpty();
        user.put("shared_phone_number", none ? null : !E164.matcher(phone).matches());
        return null;
    }

    /** Stores user and new address, unless nothing differs; returns what is stored. */
    ObjectNode store(ObjectNode user, JsonNode sent) {
        long id = user.get("id").asLong();
        boolean fresh = id == 0;
        if (fresh) {
            id = tables.next("users", 360_000_000_001L);
            user.put("id", id).put("url", base.get() + "/api/v2/users/" + id + ".json");
        }
        String email = Json.text(sent, "email").toLowerCase(Locale.ROOT);
        boolean added = sent.hasNonNull("email") && !email.isEmpty() && identities.owner(email) == null;
        if (added) {
            identities.add(id, "email", email, email.equals(Json.text(user, "email")), now());
        }
        if (fresh || added || !user.equals(table.get(id))) {
            table.put(id, user.put("updated_at", now()));
        }
        return user;
    }

    /** The user who is meant by external id or address, as create_or_update finds him, or null. */
    @Nullable
    ObjectNode meant(JsonNode sent) {
        Long byExternalId = sent.hasNonNull("external_id")
                ? table.find("external_id", Json.text(sent, "external_id").toLowerCase(Locale.ROOT))
                : null;
        if (byExternalId != null) {
            return table.get(byExternalId);
        }
        return owner(Json.text(sent, "email").toLowerCase(Locale.ROOT));
    }

    /** The user who has that address, primary or not, or null. */
    @Nullable
    ObjectNode owner(String email) {
        Long owner = identities.owner(email);
        return owner == null ? null : table.get(owner);
    }

    /** Deletes softly: the user is inactive and his addresses are free again. */
    ObjectNode deactivate(ObjectNode user) {
        long id = user.get("id").asLong();
        identities.removeAll(id);
        table.put(id, user.put("active", false).putNull("external_id").put("updated_at", now()));
        return user;
    }

    /** Makes the address of that identity the user's own; false if it is none of his. */
    boolean makePrimary(ObjectNode user, long identity) {
        long id = user.get("id").asLong();
        String address = identities.makePrimary(id, identity);
        if (address != null) {
            table.put(id, user.put("email", address).put("updated_at", now()));
        }
        return address != null;
    }

    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static ObjectNode wrong(String field, String description, String error) {
        ObjectNode details = Json.object();
        details.putArray(field).addObject().put("description", description).put("error", error);
        ObjectNode body = Json.object().put("error", "RecordInvalid").put("description", "Record validation errors");
        body.set("details", details);
        return body;
    }
}
