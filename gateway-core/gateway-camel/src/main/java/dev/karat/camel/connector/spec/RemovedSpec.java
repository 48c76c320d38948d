package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A further list of a stream, with the records that its usual list does not show any more. Immutable.
 *
 * @param list rows in the answer
 * @param every it is read at the end of a run, if it was not within this time
 */
public record RemovedSpec(RequestSpec request, JsonPointer list, PageSpec page, CursorSpec cursor, Duration every) {
    static @Nullable RemovedSpec ofOptional(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new RemovedSpec(
                        RequestSpec.of(node.path("request")),
                        JsonPointer.compile(node.path("list").asText()),
                        PageSpec.of(node.path("page")),
                        CursorSpec.of(node.path("cursor")),
                        Durations.parse(node.path("every").asText("0s")));
    }
}
