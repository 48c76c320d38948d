package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How one row is read whole, where lists hold stubs. Immutable.
 *
 * @param id where a row of the list holds the id that is read, or null for where records have it
 * @param record where the answer holds the record
 */
public record EachSpec(RequestSpec request, @Nullable JsonPointer id, JsonPointer record) {
    static @Nullable EachSpec ofOptional(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new EachSpec(
                        RequestSpec.of(node.path("request")),
                        PageSpec.pointer(node.path("id")),
                        JsonPointer.compile(node.path("record").asText()));
    }
}
