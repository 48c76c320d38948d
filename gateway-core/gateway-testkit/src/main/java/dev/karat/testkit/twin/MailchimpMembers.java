package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the members of a Mailchimp audience: known by the MD5 of their address, never without a status, empty
 * values as empty texts, times in whole seconds.
 */
final class MailchimpMembers {
    /** Why a write is refused: the title of the problem, and what it says. */
    record Problem(String title, String detail, String field, String message) {
        static Problem of(String title, String detail) {
            return new Problem(title, detail, "", "");
        }

        static Problem invalid(String field, String message) {
            return new Problem("Invalid Resource", INVALID, field, message);
        }
    }

    private static final String INVALID =
            "The resource submitted could not be validated. For field-specific details, see the 'errors' array.";
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final Set<String> STATUSES =
            Set.of("subscribed", "unsubscribed", "cleaned", "pending", "transactional");
    private static final List<String> MERGE_TEXTS = List.of("FNAME", "LNAME", "PHONE", "BIRTHDAY", "COMPANY");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);
    /** Marks a row whose owner opted out by himself or whose address bounced; not shown to anybody. */
    private static final String COMPLIANCE = "$compliance";

    private final Tables tables;
    private final Table table;
    private final Clock clock;
    private final String list;

    MailchimpMembers(Tables tables, Clock clock, String list) {
        this.tables = tables;
        this.clock = clock;
        this.list = list;
        this.table = tables.table("members")
                .index("id", row -> Json.text(row, "id"))
                .index("contact", row -> Json.text(row, "contact_id"));
    }

    Table table() {
        return table;
    }

    /** The member of that hash, address or contact id, of which each is taken wherever one is, or null. */
    @Nullable
    ObjectNode find(String key) {
        Long id = table.find("id", key.contains("@") ? Signatures.subscriberHash(key) : key);
        id = id == null ? table.find("contact", key) : id;
        return id == null ? null : table.get(id);
    }

    ObjectNode fresh() {
        ObjectNode member = Json.object()
                .put("id", "")
                .put("email_address", "")
                .put("unique_email_id", "")
                .put("contact_id", "")
                .put("full_name", "")
                .put("web_id", 0L)
                .put("email_type", "html")
                .put("status", "")
                .put("consents_to_one_to_one_messaging", true);
        ObjectNode merge = member.putObject("merge_fields").put("ADDRESS", "");
        MERGE_TEXTS.forEach(tag -> merge.put(tag, ""));
        member.putObject("interests");
        member.putObject("stats").put("avg_open_rate", 0).put("avg_click_rate", 0);
        member.put("ip_signup", "")
                .put("timestamp_signup", "")
                .put("ip_opt", "")
                .put("timestamp_opt", now());
        member.put("member_rating", 2)
                .put("last_changed", now())
                .put("language", "")
                .put("vip", false);
        member.put("email_client", "")
                .putObject("location")
                .put("latitude", 0)
                .put("longitude", 0)
                .put("country_code", "");
        member.put("source", "API - Generic").put("tags_count", 0).set("tags", Json.array());
        return member.put("list_id", list);
    }

    /**
     * Merges what was sent into the member.
     *
     * @param staff true if the member himself or the vendor's staff acts, whom compliance does not bind
     * @return why it is refused, or null
     */
    @Nullable
    Problem merge(ObjectNode member, JsonNode sent, boolean staff) {
        String email = Json.text(sent, "email_address");
        if (sent.has("email_address") && !EMAIL.matcher(email).matches()) {
            return Problem.of("Invalid Resource", email + " looks fake or invalid, please enter a real email address.");
        }
        String hash = Signatures.subscriberHash(email);
        if (!email.isEmpty() && table.taken("id", hash, member.get("web_id").asLong())) {
            return exists(email);
        }
        Problem problem = mergeStatus(member, sent, staff);
        if (problem == null) {
            problem = mergeFields(member, sent.path("merge_fields"));
        }
        if (!email.isEmpty()) {
            member.put("email_address", email).put("id", hash);
        }
        for (String field : List.of("language", "email_type", "vip", "ip_signup", "timestamp_signup", "ip_opt")) {
            if (sent.hasNonNull(field)) {
                member.set(field, sent.get(field));
            }
        }
        return problem;
    }

    /** Stores the member unless nothing differs; returns what is stored. */
    ObjectNode store(ObjectNode member) {
        long webId = member.get("web_id").asLong();
        ObjectNode merge = member.withObject("/merge_fields");
        member.put("full_name", (Json.text(merge, "FNAME") + " " + Json.text(merge, "LNAME")).trim());
        member.put("unique_email_id", Json.text(member, "id").substring(0, 10));
        if (member.equals(table.get(webId))) {
            return member;
        }
        if (webId == 0) {
            webId = tables.next("members", 100_001L);
            member.put("web_id", webId).put("contact_id", Signatures.subscriberHash(webId + "@contact"));
        }
        table.put(webId, member.put("last_changed", now()));
        return member;
    }

    /** The member as it is shown. */
    static ObjectNode shown(JsonNode member) {
        return ((ObjectNode) member).deepCopy().without(COMPLIANCE);
    }

    static Problem exists(String email) {
        return Problem.of(
                "Member Exists", email + " is already a list member. Use PUT to insert or update list members.");
    }

    String now() {
        return TIME.format(clock.instant());
    }

    private static @Nullable Problem mergeStatus(ObjectNode member, JsonNode sent, boolean staff) {
        boolean fresh = Json.text(member, "status").isEmpty();
        String status = fresh && sent.hasNonNull("status_if_new")
                ? Json.text(sent, "status_if_new")
                : Json.text(sent, "status");
        if (status.isEmpty()) {
            return fresh ? Problem.invalid("status", "This value should not be blank.") : null;
        }
        if (!STATUSES.contains(status)) {
            return Problem.invalid("status", "Value must be one of subscribed, unsubscribed, cleaned, pending.");
        }
        boolean bound = member.path(COMPLIANCE).asBoolean(false) && !staff;
        if (bound && status.equals("subscribed")) {
            return Problem.of(
                    "Member In Compliance State",
                    Json.text(member, "email_address")
                            + " is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be"
                            + " subscribed.");
        }
        if (staff) {
            member.put(COMPLIANCE, status.equals("unsubscribed") || status.equals("cleaned"));
        }
        member.put("status", status);
        return null;
    }

    private static @Nullable Problem mergeFields(ObjectNode member, JsonNode sent) {
        ObjectNode merge = member.withObject("/merge_fields");
        for (String tag : MERGE_TEXTS) {
            if (sent.has(tag)) {
                merge.put(
                        tag,
                        sent.get(tag).isNull() ? "" : sent.get(tag).asText().trim());
            }
        }
        JsonNode address = sent.path("ADDRESS");
        if (address.isTextual() && address.asText().isBlank()) {
            merge.put("ADDRESS", "");
        } else if (address.isObject()) {
            // The vendor takes a whole address or none (its help pages: addr1, city, state and zip must have values).
            if (List.of("addr1", "city", "state", "zip").stream()
                    .anyMatch(part -> address.path(part).asText("").isEmpty())) {
                return Problem.invalid("ADDRESS", "Please enter a complete address");
            }
            ObjectNode whole = merge.putObject("ADDRESS");
            List.of("addr1", "addr2", "city", "state", "zip")
                    .forEach(part -> whole.put(part, address.path(part).asText("")));
            whole.put("country", address.path("country").asText("US").toUpperCase(Locale.ROOT));
        }
        return null;
    }
}
