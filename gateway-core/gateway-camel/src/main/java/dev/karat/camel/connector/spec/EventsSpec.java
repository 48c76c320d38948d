package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import dev.karat.engine.mapping.Condition;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor tells of changes over a connection that stays open: Salesforce's Pub/Sub API. What an event says about a
 * record is not taken: it is told which records they are, and those are read, several in a call. Immutable.
 *
 * @param stream stream of the records that are told of
 * @param url where the events come from
 * @param topic what is subscribed to
 * @param tenant tells the id of the account, which a subscriber has to name
 * @param tenantAt where its answer holds that
 * @param ids where an event holds the ids of its records
 * @param at where it holds the time of the change, in milliseconds since 1970
 * @param lost an event of which this is true stands for changes that could not be told, or null if there are none such
 * @param read reads the records of {@code ids}, which are joined by commas
 * @param size ids of one such call, at most
 * @param silence after this time without an event the connection is made anew
 */
public record EventsSpec(
        String stream,
        Template url,
        Template topic,
        RequestSpec tenant,
        JsonPointer tenantAt,
        JsonPointer ids,
        JsonPointer at,
        @Nullable Condition lost,
        RequestSpec read,
        int size,
        Duration silence) {
    static EventsSpec of(JsonNode node) {
        return new EventsSpec(
                node.path("stream").asText(),
                Template.of(node.path("url").asText()),
                Template.of(node.path("topic").asText()),
                RequestSpec.of(node.path("tenant").path("request")),
                JsonPointer.compile(node.path("tenant").path("at").asText()),
                JsonPointer.compile(node.path("ids").asText()),
                JsonPointer.compile(node.path("at").asText()),
                node.has("lost") ? Condition.of(node.path("lost")) : null,
                RequestSpec.of(node.path("read").path("request")),
                node.path("read").path("size").asInt(),
                Durations.parse(node.path("silence").asText("10m")));
    }

    /** Names of the values that it takes. */
    Stream<String> names() {
        return Stream.of(url.names().stream(), topic.names().stream(), tenant.names(), read.names())
                .flatMap(names -> names);
    }
}
