package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shopify's cursor paging: a page names its neighbours in the Link header, and the cursor carries filter and order, so
 * nothing but {@code limit} and {@code fields} may be sent with it (shopify.dev, paginated REST results).
 */
final class ShopifyPages {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 250;
    private static final Set<String> WITH_CURSOR = Set.of("page_info", "limit", "fields");

    /** Where a row stands in the order: a time in seconds, or 0 when the id alone orders. */
    private record Place(long value, long id, JsonNode row) {}

    /**
     * A listing.
     *
     * @param by the field that orders, {@code id}, {@code created_at} or {@code updated_at}
     * @param from earliest updated_at in seconds, inclusive
     * @param value of the last row of the page that the cursor follows, and its {@code id}
     * @param step 0 for the first page, 1 for what follows the row, -1 for what stands before it
     */
    private record Cursor(String by, boolean rising, long from, long sinceId, long value, long id, int step) {
        String encoded() {
            String text = String.join("|", by, rising + "", from + "", sinceId + "", value + "", id + "", step + "");
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Cursor decoded(String encoded) {
            String[] part = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8).split("\\|", -1);
            return new Cursor(
                    part[0],
                    Boolean.parseBoolean(part[1]),
                    Long.parseLong(part[2]),
                    Long.parseLong(part[3]),
                    Long.parseLong(part[4]),
                    Long.parseLong(part[5]),
                    Integer.parseInt(part[6]));
        }

        Cursor at(Place place, int direction) {
            return new Cursor(by, rising, from, sinceId, place.value, place.id, direction);
        }
    }

    private static final int TIMES_MAX = 100_000;

    private final ZoneId zone;
    /** Whole seconds, so that many rows have the same. */
    private final Map<String, Long> times = new ConcurrentHashMap<>();

    ShopifyPages(ZoneId zone) {
        this.zone = zone;
    }

    /** One page of the rows under {@code customers}, with its Link header. */
    Response page(Request request, String url, Stream<? extends JsonNode> rows) {
        String info = request.parameter("page_info");
        if (info != null && !WITH_CURSOR.containsAll(request.query().keySet())) {
            return bad("page_info", "no other filter may be sent with a page cursor");
        }
        int limit;
        Cursor cursor;
        try {
            limit = Integer.parseInt(request.parameter("limit", LIMIT_DEFAULT + ""));
            cursor = info == null ? first(request) : Cursor.decoded(info);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | DateTimeParseException e) {
            return bad(info == null ? "updated_at_min" : "page_info", "Invalid value.");
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            return bad("limit", "must be between 1 and " + LIMIT_MAX);
        }
        List<Place> all = ordered(cursor, rows);
        int start = start(all, cursor, limit);
        List<Place> page = all.subList(start, Math.min(all.size(), start + limit));
        ObjectNode body = Json.object();
        ArrayNode customers = body.putArray("customers");
        page.forEach(place -> customers.add(only(place.row, request.parameter("fields"))));
        Response response = Response.json(200, body);
        String links = links(url, limit, all, page, start, cursor);
        return links.isEmpty() ? response : response.with("Link", links);
    }

    /** Seconds since 1970 of a time as clients send it; without an offset it is in the zone of the shop. */
    long seconds(String time) {
        String iso = time.trim().replace(' ', 'T');
        try {
            return OffsetDateTime.parse(iso).toEpochSecond();
        } catch (DateTimeParseException withoutOffset) {
            return LocalDateTime.parse(iso.length() == 10 ? iso + "T00:00:00" : iso)
                    .atZone(zone)
                    .toEpochSecond();
        }
    }

    private Cursor first(Request request) {
        String min = request.parameter("updated_at_min");
        long sinceId = Long.parseLong(request.parameter("since_id", "-1"));
        String[] order =
                request.parameter("order", sinceId >= 0 ? "id asc" : "id desc").split(" ", -1);
        boolean rising = order.length == 1 || order[1].equalsIgnoreCase("asc");
        return new Cursor(order[0], rising, min == null ? Long.MIN_VALUE : seconds(min), sinceId, 0, 0, 0);
    }

    private List<Place> ordered(Cursor cursor, Stream<? extends JsonNode> rows) {
        Comparator<Place> order = Comparator.comparingLong(Place::value).thenComparingLong(Place::id);
        return rows.filter(row -> row.get("id").asLong() > cursor.sinceId)
                .filter(row -> cursor.from == Long.MIN_VALUE || time(row, "updated_at") >= cursor.from)
                .map(row -> new Place(
                        cursor.by.equals("id") ? 0 : time(row, cursor.by),
                        row.get("id").asLong(),
                        row))
                .sorted(cursor.rising ? order : order.reversed())
                .toList();
    }

    private static int start(List<Place> all, Cursor cursor, int limit) {
        Comparator<Place> order = Comparator.comparingLong(Place::value).thenComparingLong(Place::id);
        Comparator<Place> by = cursor.rising ? order : order.reversed();
        var mark = new Place(cursor.value, cursor.id, Json.object());
        int before =
                (int) all.stream().filter(place -> by.compare(place, mark) < 0).count();
        if (cursor.step == 0) {
            return 0;
        }
        boolean present = before < all.size() && by.compare(all.get(before), mark) == 0;
        return cursor.step > 0 ? before + (present ? 1 : 0) : Math.max(0, before - limit);
    }

    private static String links(String url, int limit, List<Place> all, List<Place> page, int start, Cursor cursor) {
        var links = new ArrayList<String>();
        if (start > 0 && !page.isEmpty()) {
            links.add(link(url, limit, cursor.at(page.get(0), -1), "previous"));
        }
        if (start + page.size() < all.size()) {
            links.add(link(url, limit, cursor.at(page.get(page.size() - 1), 1), "next"));
        }
        return String.join(", ", links);
    }

    private static String link(String url, int limit, Cursor cursor, String rel) {
        return "<" + url + "?limit=" + limit + "&page_info=" + cursor.encoded() + ">; rel=\"" + rel + "\"";
    }

    private long time(JsonNode row, String field) {
        if (times.size() >= TIMES_MAX) {
            times.clear();
        }
        return times.computeIfAbsent(
                row.path(field).asText(), text -> OffsetDateTime.parse(text).toEpochSecond());
    }

    private static JsonNode only(JsonNode row, @Nullable String fields) {
        return fields == null ? row : ((ObjectNode) row).deepCopy().retain(fields.split(",", -1));
    }

    private static Response bad(String parameter, String message) {
        return Response.json(400, Json.object().set("errors", Json.object().put(parameter, message)));
    }
}
