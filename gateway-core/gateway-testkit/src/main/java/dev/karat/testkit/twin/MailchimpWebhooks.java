package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of changes of an audience (mailchimp.com/developer, sync audience data with webhooks): forms, signed with a
 * secret that is shown once. A new address has to answer a GET.
 */
final class MailchimpWebhooks implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Webhooks sender = new Webhooks();
    private final Tables tables;
    private final Clock clock;
    private final String list;

    MailchimpWebhooks(Tables tables, Clock clock, String list) {
        this.tables = tables;
        this.clock = clock;
        this.list = list;
    }

    /** Adds an address, with its events and the sources of changes; null if nobody answers there. */
    @Nullable
    Response subscribe(JsonNode sent) {
        if (!Webhooks.isThere(Json.text(sent, "url"))) {
            return null;
        }
        long id = tables.next("webhooks", 1);
        ObjectNode hook = ((ObjectNode) sent)
                .deepCopy()
                .put("id", "hook" + id)
                .put("list_id", list)
                .put("signing_secret", "mc_whsec_" + Signatures.subscriberHash(list + id));
        tables.table("webhooks").put(id, hook);
        return Response.json(200, hook);
    }

    /**
     * Tells of a change, if there was one that is told.
     *
     * @param before the member until now, or null
     * @param staff it was no call of the API
     */
    void announce(@Nullable ObjectNode before, ObjectNode after, boolean staff) {
        String was = before == null ? "" : Json.text(before, "status");
        String is = Json.text(after, "status");
        if (before != null && !Json.text(before, "email_address").equals(Json.text(after, "email_address"))) {
            post("upemail", staff, upemail(before, after));
        } else if (!is.equals(was)) {
            switch (is) {
                case "subscribed" -> post("subscribe", staff, member(after));
                case "cleaned" -> post("cleaned", staff, reason(after, "hard"));
                case "unsubscribed" -> post("unsubscribe", staff, left(after, "unsub"));
                case "archived" -> post("unsubscribe", staff, left(after, "delete"));
                default -> {}
            }
        } else if (before != null && !before.path("merge_fields").equals(after.path("merge_fields"))) {
            post("profile", staff, member(after));
        }
    }

    private Map<String, String> member(JsonNode member) {
        var data = new LinkedHashMap<String, String>();
        data.put("[id]", Json.text(member, "unique_email_id"));
        data.put("[email]", Json.text(member, "email_address"));
        data.put("[email_type]", Json.text(member, "email_type"));
        data.put("[ip_opt]", Json.text(member, "ip_opt"));
        data.put("[web_id]", Json.text(member, "web_id"));
        data.put("[merges][EMAIL]", Json.text(member, "email_address"));
        data.put("[merges][FNAME]", Json.text(member.path("merge_fields"), "FNAME"));
        data.put("[merges][LNAME]", Json.text(member.path("merge_fields"), "LNAME"));
        data.put("[list_id]", list);
        return data;
    }

    private Map<String, String> left(JsonNode member, String action) {
        Map<String, String> data = member(member);
        data.put("[action]", action);
        data.put("[reason]", "manual");
        return data;
    }

    private Map<String, String> reason(JsonNode member, String reason) {
        return Map.of("[list_id]", list, "[email]", Json.text(member, "email_address"), "[reason]", reason);
    }

    private Map<String, String> upemail(JsonNode before, JsonNode after) {
        return Map.of(
                "[list_id]", list,
                "[old_email]", Json.text(before, "email_address"),
                "[new_email]", Json.text(after, "email_address"),
                "[old_id]", Json.text(before, "unique_email_id"),
                "[new_id]", Json.text(after, "unique_email_id"));
    }

    private void post(String type, boolean staff, Map<String, String> data) {
        String body = "type=" + type + "&fired_at=" + encoded(TIME.format(clock.instant()))
                + data.entrySet().stream()
                        .map(field -> "&" + encoded("data" + field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining());
        tables.table("webhooks").stream()
                .filter(hook -> hook.path("events").path(type).asBoolean())
                .filter(hook ->
                        hook.path("sources").path(staff ? "admin" : "api").asBoolean())
                .forEach(hook -> sender.post(Json.text(hook, "url"), headers(hook, body), body));
    }

    private Map<String, String> headers(JsonNode hook, String body) {
        return Map.of(
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-Mailchimp-Signature",
                Signatures.mailchimp(
                        Json.text(hook, "signing_secret"), clock.instant().getEpochSecond(), body));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        sender.close();
    }
}
