package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A text of a record in whose place the vendor takes the number of a row, such as a country. Immutable.
 *
 * @param at where the mapping puts the text
 * @param request finds the row by {@code key}
 * @param id where the answer holds its number
 * @param with other texts of the record that the request takes, by name
 */
public record ReferenceSpec(JsonPointer at, RequestSpec request, JsonPointer id, Map<String, JsonPointer> with) {
    static ReferenceSpec of(JsonNode node) {
        var with = new TreeMap<String, JsonPointer>();
        node.path("with")
                .properties()
                .forEach(entry -> with.put(
                        entry.getKey(), JsonPointer.compile(entry.getValue().asText())));
        return new ReferenceSpec(
                JsonPointer.compile(node.path("at").asText()),
                RequestSpec.of(node.path("request")),
                JsonPointer.compile(node.path("id").asText()),
                Collections.unmodifiableMap(with));
    }
}
