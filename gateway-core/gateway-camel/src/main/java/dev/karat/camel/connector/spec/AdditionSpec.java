package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is added to each record of a stream: computed from the record, or read by a call of its own. Immutable.
 *
 * @param into where the record takes it
 * @param expression computes it from the record; null if it is read
 * @param request reads it, with the record's {@code id}; null if it is computed
 * @param from where the answer holds it
 */
public record AdditionSpec(
        JsonPointer into,
        @Nullable Expression expression,
        @Nullable RequestSpec request,
        JsonPointer from) {
    /** Throws {@link IllegalArgumentException} for a broken expression. */
    static List<AdditionSpec> of(JsonNode list) {
        var additions = new ArrayList<AdditionSpec>();
        list.forEach(node -> additions.add(new AdditionSpec(
                JsonPointer.compile(node.path("into").asText()),
                node.has("jslt") ? expression(node.path("jslt").asText()) : null,
                RequestSpec.ofOptional(node.path("request")),
                JsonPointer.compile(node.path("from").asText()))));
        return additions;
    }

    private static Expression expression(String text) {
        try {
            return Parser.compileString(text);
        } catch (JsltException broken) {
            throw new IllegalArgumentException("This is no JSLT expression: " + broken.getMessage(), broken);
        }
    }
}
