package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a list goes on after a page. Immutable.
 *
 * @param size rows asked for per page
 * @param next where the answer, or its last row, names the next page; or null
 * @param start name of the first page, or null
 * @param end truth value that is true on the last page, or null
 * @param echo the page that was really answered, or null
 * @param pages how many pages there are, or null
 * @param advance smallest unit of the vendor's times, if the list is asked anew from the time of the last row; else
 *     null
 * @param overlap rows that are read twice because the list moves under the reader
 * @param durable the last name of a page is where the next run goes on
 * @param expired statuses that mean that a stored page is no longer known
 */
public record PageSpec(
        Kind kind,
        int size,
        @Nullable JsonPointer next,
        @Nullable String start,
        @Nullable JsonPointer end,
        @Nullable JsonPointer echo,
        @Nullable JsonPointer pages,
        @Nullable Duration advance,
        int overlap,
        boolean durable,
        List<Integer> expired) {
    /** The ways of vendors. */
    public enum Kind {
        NONE,
        /** Link header with {@code rel="next"} (RFC 8288). */
        LINK,
        /** An opaque token in the answer. */
        TOKEN,
        /** A whole address in the answer. */
        NEXT_URL,
        /** A value of the last row: the next page holds the rows after it. */
        AFTER,
        /** Rows to skip. */
        OFFSET,
        /** Number of the page, from 1. */
        NUMBER;

        /** True if the answer names the next page. */
        boolean isNamed() {
            return this == TOKEN || this == NEXT_URL || this == AFTER;
        }
    }

    static PageSpec of(JsonNode node) {
        var expired = new ArrayList<Integer>();
        node.path("expired").forEach(status -> expired.add(status.asInt()));
        return new PageSpec(
                Kind.valueOf(node.path("kind").asText("none").replace('-', '_').toUpperCase(Locale.ROOT)),
                node.path("size").asInt(100),
                pointer(node.path("next")),
                StreamSpec.text(node.path("start")),
                pointer(node.path("end")),
                pointer(node.path("echo")),
                pointer(node.path("pages")),
                node.has("advance") ? Durations.parse(node.path("advance").asText()) : null,
                node.path("overlap").asInt(),
                node.path("durable").asBoolean(),
                expired.isEmpty() ? List.of(400, 404, 410) : List.copyOf(expired));
    }

    static @Nullable JsonPointer pointer(JsonNode node) {
        return node.isMissingNode() ? null : JsonPointer.compile(node.asText());
    }
}
