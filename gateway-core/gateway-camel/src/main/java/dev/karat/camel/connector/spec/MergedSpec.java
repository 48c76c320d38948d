package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a row names the records that were merged into it, which the vendor shows no more. Immutable.
 *
 * @param at an array, or one text
 * @param separator what stands between the ids of one text
 */
public record MergedSpec(JsonPointer at, String separator) {
    static @Nullable MergedSpec ofOptional(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new MergedSpec(
                        JsonPointer.compile(node.path("at").asText()),
                        node.path("separator").asText(";"));
    }

    /** Ids in the row, in its order. */
    public List<String> ids(JsonNode row) {
        JsonNode named = row.at(at);
        Stream<String> texts = named.isArray()
                ? StreamSupport.stream(named.spliterator(), false).map(JsonNode::asText)
                : named.isValueNode() && !named.isNull()
                        ? Pattern.compile(separator, Pattern.LITERAL).splitAsStream(named.asText())
                        : Stream.empty();
        return texts.map(String::strip).filter(id -> !id.isEmpty()).toList();
    }
}
