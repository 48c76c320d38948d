package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A token against forged requests that changes need, and the session that it belongs to. Immutable.
 *
 * @param request a read that gives a token if it asks for one
 * @param header names the token in questions, answers and changes
 */
public record CsrfSpec(RequestSpec request, String header) {
    static @Nullable CsrfSpec ofOptional(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new CsrfSpec(RequestSpec.of(node), node.path("header").asText());
    }
}
