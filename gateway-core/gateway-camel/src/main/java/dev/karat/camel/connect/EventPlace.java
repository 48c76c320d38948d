package dev.karat.camel.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the events of a vendor were taken. Immutable.
 *
 * @param name where they go on, by the vendor's own name; null for whatever comes
 * @param at time of the last change that was told, or null if none was
 */
record EventPlace(@Nullable String name, @Nullable Instant at) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Reads what {@link #write} wrote; what cannot be read is no place. */
    static EventPlace read(@Nullable String text) {
        try {
            JsonNode node = text == null ? JsonNodeFactory.instance.objectNode() : JSON.readTree(text);
            return new EventPlace(
                    node.path("place").textValue(),
                    node.path("at").isTextual() ? Instant.parse(node.path("at").textValue()) : null);
        } catch (JsonProcessingException | DateTimeException unreadable) {
            return new EventPlace(null, null);
        }
    }

    String write() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("place", name)
                .put("at", at == null ? null : at.toString())
                .toString();
    }
}
