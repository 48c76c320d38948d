package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for Ghost's members: an address that is unique to the letter, times in whole seconds, newsletters that leave
 * the member's time alone and make an event each time.
 */
final class GhostMembers {
    /** Why a write is refused, and of which field. */
    record Problem(String context, @Nullable String property) {}

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final List<String> TEXTS = List.of("email", "name", "note");

    private final Tables tables;
    private final Table members;
    private final Table events;
    private final Clock clock;
    private final ObjectNode newsletter;

    GhostMembers(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.members = tables.table("members")
                .index("id", row -> Json.text(row, "id"))
                .index("email", row -> Json.text(row, "email"));
        this.events = tables.table("events").index("member", row -> Json.text(row, "member_id"));
        this.newsletter = Json.object()
                .put("id", "6b08040de40ec32371a84d66")
                .put("name", "News")
                .putNull("description")
                .put("status", "active");
    }

    Table members() {
        return members;
    }

    Table events() {
        return events;
    }

    ObjectNode newsletter() {
        return newsletter.deepCopy();
    }

    @Nullable
    ObjectNode find(String id) {
        Long row = members.find("id", id);
        return row == null ? null : members.get(row);
    }

    /** A member that is not stored yet. */
    ObjectNode fresh() {
        ObjectNode member = Json.object()
                .put("row", 0)
                .put("id", "")
                .put("uuid", UUID.randomUUID().toString());
        member.putNull("email").putNull("name").putNull("note").putNull("geolocation");
        member.put("subscribed", false).put("status", "free").put("comped", false);
        member.putNull("last_seen_at").put("email_count", 0);
        member.putArray("labels");
        member.putArray("subscriptions");
        member.putArray("newsletters");
        return member;
    }

    /** Why the member cannot be so, or null. */
    @Nullable
    Problem problem(ObjectNode member, JsonNode sent, boolean creating) {
        for (String field : TEXTS) {
            if (sent.has(field) && !sent.get(field).isTextual() && !field.equals("note")) {
                return new Problem("Validation failed for " + field + ".", field);
            }
        }
        String email = sent.has("email") ? Json.text(sent, "email") : Json.text(member, "email");
        if (!EMAIL.matcher(email).matches()) {
            return email.isEmpty()
                    ? new Problem("Validation (FieldIsRequired) failed for [\"email\"]", null)
                    : new Problem("Invalid Email", "email");
        }
        return members.taken("email", email, member.get("row").asLong())
                ? new Problem(
                        "Member already exists. Attempting to " + (creating ? "add" : "edit")
                                + " member with existing email address",
                        "email")
                : null;
    }

    /** Takes what was sent and stores the member; {@link #problem} was asked before. */
    ObjectNode write(ObjectNode member, JsonNode sent, String source) {
        boolean creating = member.get("row").asLong() == 0;
        ObjectNode before = member.deepCopy();
        for (String field : TEXTS) {
            if (sent.has(field)) {
                String text = Json.text(sent, field);
                member.put(field, text.isEmpty() ? null : text);
            }
        }
        if (creating) {
            long row = tables.next("members", 1);
            member.put("row", row).put("id", objectId()).put("created_at", now());
        }
        if (creating || !member.equals(before)) {
            member.put("updated_at", now());
        }
        labels(member, sent.path("labels"));
        subscribe(member, wanted(member, sent, creating), source);
        members.put(member.get("row").asLong(), member);
        return member;
    }

    void remove(ObjectNode member) {
        List<Long> gone = events.all("member", Json.text(member, "id"))
                .map(row -> row.get("row").asLong())
                .toList();
        gone.forEach(events::remove);
        members.remove(member.get("row").asLong());
    }

    /** The member as it is shown. */
    static ObjectNode shown(JsonNode member) {
        ObjectNode shown = ((ObjectNode) member).deepCopy();
        shown.remove("row");
        String uuid = Json.text(member, "uuid");
        return shown.put("unsubscribe_url", "http://localhost/unsubscribe/?uuid=" + uuid + "&key=twin");
    }

    /** Whether the member shall get the newsletter: as told, else as before, and a new member gets it. */
    private static boolean wanted(ObjectNode member, JsonNode sent, boolean creating) {
        if (sent.path("newsletters").isArray()) {
            return !sent.get("newsletters").isEmpty();
        }
        return sent.path("subscribed").isBoolean()
                ? sent.get("subscribed").asBoolean()
                : creating || member.get("subscribed").asBoolean();
    }

    private void subscribe(ObjectNode member, boolean wanted, String source) {
        if (member.get("subscribed").asBoolean() == wanted) {
            return;
        }
        ArrayNode newsletters = member.put("subscribed", wanted).putArray("newsletters");
        if (wanted) {
            newsletters.add(newsletter());
        }
        long row = tables.next("events", 1);
        events.put(
                row,
                Json.object()
                        .put("row", row)
                        .put("id", objectId())
                        .put("member_id", Json.text(member, "id"))
                        .put("subscribed", wanted)
                        .put("created_at", now())
                        .put("source", source)
                        .put("newsletter_id", Json.text(newsletter, "id")));
    }

    private void labels(ObjectNode member, JsonNode sent) {
        if (sent.isArray()) {
            ArrayNode labels = member.putArray("labels");
            sent.forEach(label -> labels.addObject()
                    .put("name", Json.text(label, "name"))
                    .put("slug", Json.text(label, "name").replace(' ', '-')));
        }
    }

    /** Begins with the time in seconds and goes up. */
    private String objectId() {
        return "%08xe40ec32371%06x".formatted(clock.instant().getEpochSecond(), tables.next("objects", 0xa85000));
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000Z");
    }
}
