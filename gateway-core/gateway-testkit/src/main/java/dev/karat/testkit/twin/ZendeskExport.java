package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Zendesk's incremental export with cursors: everything that changed since a time, in the order of change, until the
 * end of the stream; the cursor of the last page goes on from there (developer.zendesk.com, incremental exports).
 */
final class ZendeskExport {
    private static final int PAGE_MAX = 1_000;
    /** Changes of the last minute are withheld, so that none is missed. */
    private static final int WITHHELD_SECONDS = 60;

    private record Mark(long seconds, long id) {
        static Mark of(JsonNode row) {
            return new Mark(
                    Instant.parse(row.path("updated_at").asText()).getEpochSecond(),
                    row.get("id").asLong());
        }

        String encoded() {
            return Base64.getEncoder().encodeToString((seconds + "|" + id).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final Comparator<Mark> ORDER =
            Comparator.comparingLong(Mark::seconds).thenComparingLong(Mark::id);

    private final Clock clock;
    private final boolean withholds;

    ZendeskExport(Clock clock, boolean withholds) {
        this.clock = clock;
        this.withholds = withholds;
    }

    /** One page of the rows under their name. */
    Response page(Request request, String url, String name, Stream<ObjectNode> rows) {
        Mark after;
        int limit;
        try {
            limit = Integer.parseInt(request.parameter("per_page", PAGE_MAX + ""));
            after = start(request);
        } catch (IllegalArgumentException e) {
            return bad("InvalidCursor", "cursor or start_time is not valid");
        }
        long now = clock.instant().getEpochSecond();
        if (withholds && request.parameter("cursor") == null && after.seconds + 1 > now - WITHHELD_SECONDS) {
            return bad("StartTimeTooRecent", "Too recent start_time. Use a start_time older than 60 seconds");
        }
        long latest = withholds ? now - WITHHELD_SECONDS : Long.MAX_VALUE;
        List<ObjectNode> all = rows.filter(row -> ORDER.compare(Mark.of(row), after) > 0)
                .filter(row -> Mark.of(row).seconds <= latest)
                .sorted(Comparator.comparing(Mark::of, ORDER))
                .toList();
        List<ObjectNode> page = all.subList(0, Math.min(all.size(), Math.min(limit, PAGE_MAX)));
        String cursor = (page.isEmpty() ? after : Mark.of(page.get(page.size() - 1))).encoded();
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray(name);
        page.forEach(items::add);
        body.put("after_url", url + "?cursor=" + cursor.replace("=", "%3D").replace("+", "%2B"))
                .putNull("before_url")
                .put("after_cursor", cursor)
                .putNull("before_cursor")
                .put("end_of_stream", page.size() == all.size());
        return Response.json(200, body);
    }

    private static Mark start(Request request) {
        String cursor = request.parameter("cursor");
        if (cursor == null) {
            // One second earlier with the greatest id: what changed in the very second of start_time belongs to it.
            return new Mark(Long.parseLong(request.parameter("start_time", "")) - 1, Long.MAX_VALUE);
        }
        String text = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
        int bar = text.indexOf('|');
        if (bar < 0) {
            throw new IllegalArgumentException("no cursor of this server");
        }
        return new Mark(Long.parseLong(text.substring(0, bar)), Long.parseLong(text.substring(bar + 1)));
    }

    private static Response bad(String error, String description) {
        return Response.json(422, Json.object().put("error", error).put("description", description));
    }
}
