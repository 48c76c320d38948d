package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import dev.karat.engine.mapping.Condition;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * How a stream is read for the first time by a job of the vendor, which writes all of its rows as CSV. Immutable.
 *
 * @param when only where this is {@code true}
 * @param start makes the job
 * @param id where its answer holds the id of the job, which the other calls take as {@code job}
 * @param began where it holds the time of the job: what changes later is read after it
 * @param state asks how the job stands
 * @param done what the answer says of one that is done
 * @param failed what it says of one that will never be
 * @param rows reads rows; takes {@code pageSize}, and {@code place} after the first
 * @param next header that names the place after these rows; absent or {@code null} after the last
 * @param size rows of a page
 * @param every longest wait between two questions how the job stands
 */
public record LoadSpec(
        Template when,
        RequestSpec start,
        JsonPointer id,
        JsonPointer began,
        RequestSpec state,
        Condition done,
        Condition failed,
        RequestSpec rows,
        String next,
        int size,
        Duration every) {
    static LoadSpec of(JsonNode node) {
        return new LoadSpec(
                Template.of(node.path("when").asText()),
                RequestSpec.of(node.path("start")),
                JsonPointer.compile(node.path("id").asText()),
                JsonPointer.compile(node.path("began").asText()),
                RequestSpec.of(node.path("state")),
                Condition.of(node.path("done")),
                Condition.of(node.path("failed")),
                RequestSpec.of(node.path("rows")),
                node.path("next").asText(),
                node.path("size").asInt(),
                Durations.parse(node.path("every").asText("30s")));
    }

    /** Names of the values that it takes. */
    Stream<String> names() {
        return Stream.concat(
                when.names().stream(), Stream.of(start, state, rows).flatMap(RequestSpec::names));
    }
}
