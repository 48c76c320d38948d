package dev.karat.engine.mapping;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that is true of some records. Immutable.
 *
 * @param at where to look
 * @param equal texts of which the value is one; empty if something else is asked
 * @param except texts of which the value is none; empty if something else is asked
 * @param blank whether the value shall be absent, null or empty; counts only without the others
 */
public record Condition(JsonPointer at, List<String> equal, List<String> except, boolean blank) {
    public Condition {
        equal = List.copyOf(equal);
        except = List.copyOf(except);
    }

    /** Reads {@code {at, equals}}, {@code {at, except}} or {@code {at, blank}}, checked against the schema. */
    public static Condition of(JsonNode node) {
        return new Condition(
                JsonPointer.compile(node.path("at").asText()),
                texts(node.path("equals")),
                texts(node.path("except")),
                node.path("blank").asBoolean());
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    /** The same question of another place. */
    public Condition at(JsonPointer other) {
        return new Condition(other, equal, except, blank);
    }

    /** True of this record. */
    public boolean test(JsonNode node) {
        JsonNode value = node.at(at);
        if (!equal.isEmpty()) {
            return equal.contains(value.asText());
        }
        return except.isEmpty() ? Texts.isBlank(value) == blank : !except.contains(value.asText());
    }
}
