package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that is true of some records. Immutable.
 *
 * @param at where to look
 * @param equal texts of which the value is one; empty if blankness is asked
 * @param blank whether the value shall be absent, null or empty; counts only without {@code equal}
 */
public record Condition(JsonPointer at, List<String> equal, boolean blank) {
    public Condition {
        equal = List.copyOf(equal);
    }

    /** Reads {@code {at, equals}} or {@code {at, blank}}; the form was checked against the schema. */
    public static Condition of(JsonNode node) {
        var equal = new ArrayList<String>();
        node.path("equals").forEach(value -> equal.add(value.asText()));
        return new Condition(
                JsonPointer.compile(node.path("at").asText()),
                equal,
                node.path("blank").asBoolean());
    }

    /** True of this record. */
    public boolean test(JsonNode node) {
        JsonNode value = node.at(at);
        return equal.isEmpty() ? Texts.isBlank(value) == blank : equal.contains(value.asText());
    }
}
