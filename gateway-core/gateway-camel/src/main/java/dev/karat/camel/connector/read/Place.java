package dev.karat.camel.connector.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader stands in a stream: what the opaque cursor holds. Immutable.
 *
 * @param since time from which the list is asked for, or null for its beginning
 * @param page the vendor's name of the next page, or a count; null for the first page
 * @param high latest time of a row that was seen since the run began, or null
 * @param first id of the first row of the page before, by which a vendor that repeats its last page is found out
 * @param began what the vendor's clock showed when the run began, less the time for which rows may be late; or null
 * @param settled name of the page after the latest row that is old enough for none to appear before it, or null
 */
record Place(
        @Nullable Instant since,
        @Nullable String page,
        @Nullable Instant high,
        @Nullable String first,
        @Nullable Instant began,
        @Nullable String settled) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Reads a cursor; one that cannot be read begins anew, which repeats rows but loses none. */
    static Place of(@Nullable String cursor, @Nullable Instant initial) {
        var start = new Place(initial, null, null, null, null, null);
        if (cursor == null || cursor.isBlank()) {
            return start;
        }
        try {
            JsonNode node = JSON.readTree(cursor);
            Instant since = time(node.path("since"));
            return node.isObject()
                    ? new Place(
                            since == null ? initial : since,
                            text(node.path("page")),
                            time(node.path("high")),
                            text(node.path("first")),
                            time(node.path("began")),
                            text(node.path("settled")))
                    : start;
        } catch (JsonProcessingException | DateTimeParseException unreadable) {
            return start;
        }
    }

    String cursor() {
        var node = JsonNodeFactory.instance.objectNode();
        if (since != null) {
            node.put("since", since.toString());
        }
        if (page != null) {
            node.put("page", page);
        }
        if (high != null) {
            node.put("high", high.toString());
        }
        if (first != null) {
            node.put("first", first);
        }
        if (began != null) {
            node.put("began", began.toString());
        }
        if (settled != null) {
            node.put("settled", settled);
        }
        return node.toString();
    }

    /** The same run, which can have got that far at most. */
    Place begunAt(@Nullable Instant time) {
        return new Place(since, page, high, first, time, settled);
    }

    /** The same run without the vendor's page. */
    Place withoutPage() {
        return new Place(since, null, high, null, began, null);
    }

    private static @Nullable Instant time(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.textValue()) : null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
