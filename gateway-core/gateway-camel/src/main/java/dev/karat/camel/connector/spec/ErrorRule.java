package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of a vendor means.
 *
 * @param body found in the body, or null for any
 * @param empty only answers without a body
 * @param pause how long to leave the vendor alone if its answer does not say, or null
 */
public record ErrorRule(
        List<Integer> status,
        @Nullable Pattern body,
        boolean empty,
        ErrorCode code,
        @Nullable Duration pause) {
    public ErrorRule {
        status = List.copyOf(status);
    }

    /** Throws {@link IllegalArgumentException} for an unknown code or a broken expression. */
    static ErrorRule of(JsonNode node) {
        var status = new ArrayList<Integer>();
        node.path("status").forEach(one -> status.add(one.asInt()));
        return new ErrorRule(
                status,
                node.has("body") ? Pattern.compile(node.path("body").asText()) : null,
                node.path("empty").asBoolean(),
                ErrorCode.valueOf(node.path("code").asText()),
                node.has("wait") ? Durations.parse(node.path("wait").asText()) : null);
    }

    /** True if the answer is of this kind. */
    public boolean matches(int answered, String text) {
        return status.contains(answered)
                && (!empty || text.isBlank())
                && (body == null || body.matcher(text).find());
    }
}
