package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Mailchimp's listing of members: offset paging, at most 1,000 of them, filters by time and status. */
final class MailchimpListing {
    private static final int COUNT_DEFAULT = 10;
    private static final int COUNT_MAX = 1_000;

    private MailchimpListing() {}

    /** One page as JSON, or the name of the parameter that is wrong. */
    static JsonNode page(Request request, String list, Stream<ObjectNode> rows) {
        int count;
        int offset;
        try {
            count = Integer.parseInt(request.parameter("count", COUNT_DEFAULT + ""));
            offset = Integer.parseInt(request.parameter("offset", "0"));
        } catch (NumberFormatException e) {
            return Json.object().textNode("count");
        }
        if (count < 0 || count > COUNT_MAX || offset < 0) {
            return Json.object().textNode(offset < 0 ? "offset" : "count");
        }
        try {
            List<ObjectNode> all =
                    rows.filter(filter(request)).sorted(order(request)).toList();
            return body(request, list, all, offset, count);
        } catch (DateTimeParseException e) {
            return Json.object().textNode("since_last_changed");
        }
    }

    private static JsonNode body(Request request, String list, List<ObjectNode> all, int offset, int count) {
        ObjectNode body = Json.object();
        ArrayNode members = body.putArray("members");
        all.stream()
                .skip(offset)
                .limit(count)
                .forEach(member ->
                        members.add(only(MailchimpMembers.shown(member), request.parameter("fields"), "members.")));
        body.put("list_id", list).put("total_items", all.size()).set("_links", Json.array());
        return only(body, request.parameter("fields"), "");
    }

    /** Changes after the one time and before the other, both exclusive, as "after the set timeframe" says. */
    private static Predicate<ObjectNode> filter(Request request) {
        Predicate<ObjectNode> filter = row -> true;
        String since = request.parameter("since_last_changed");
        if (since != null) {
            OffsetDateTime time = OffsetDateTime.parse(since);
            filter = filter.and(row -> changed(row).isAfter(time));
        }
        String before = request.parameter("before_last_changed");
        if (before != null) {
            OffsetDateTime time = OffsetDateTime.parse(before);
            filter = filter.and(row -> changed(row).isBefore(time));
        }
        String status = request.parameter("status");
        return status == null
                ? filter
                : filter.and(row -> Json.text(row, "status").equals(status));
    }

    private static Comparator<ObjectNode> order(Request request) {
        boolean byChange = "last_changed".equals(request.parameter("sort_field"));
        Comparator<ObjectNode> order = byChange
                ? Comparator.comparing((ObjectNode row) -> Json.text(row, "last_changed"))
                : Comparator.comparingInt(row -> 0);
        order = order.thenComparingLong(row -> row.path("web_id").asLong());
        return "DESC".equalsIgnoreCase(request.parameter("sort_dir")) ? order.reversed() : order;
    }

    private static OffsetDateTime changed(JsonNode row) {
        return OffsetDateTime.parse(Json.text(row, "last_changed"));
    }

    /** Leaves only the members that {@code fields} names below the prefix; all if it names none. */
    private static JsonNode only(ObjectNode node, @Nullable String fields, String prefix) {
        if (fields == null) {
            return node;
        }
        List<String> kept = Stream.of(fields.split(",", -1))
                .filter(field -> field.startsWith(prefix))
                .map(field -> field.substring(prefix.length()).split("\\.", 2)[0])
                .distinct()
                .toList();
        return kept.isEmpty() ? node : node.retain(kept);
    }
}
