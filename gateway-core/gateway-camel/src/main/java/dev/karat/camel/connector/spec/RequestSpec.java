package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of call. Immutable.
 *
 * @param path path under the base address
 * @param query parameters; those without a value are left out
 * @param body JSON whose texts are templates, or null
 */
public record RequestSpec(
        String method,
        Template path,
        Map<String, Template> query,
        Map<String, Template> headers,
        @Nullable JsonNode body) {
    static RequestSpec of(JsonNode node) {
        return new RequestSpec(
                node.path("method").asText("GET"),
                Template.of(node.path("path").asText()),
                templates(node.path("query")),
                templates(node.path("headers")),
                node.get("body"));
    }

    static @Nullable RequestSpec ofOptional(JsonNode node) {
        return node.isMissingNode() ? null : of(node);
    }

    /** Templates by name, in the order of the file. */
    static Map<String, Template> templates(JsonNode node) {
        var templates = new LinkedHashMap<String, Template>();
        node.properties()
                .forEach(entry -> templates.put(
                        entry.getKey(), Template.of(entry.getValue().asText())));
        return java.util.Collections.unmodifiableMap(templates);
    }

    /** Names of the values it takes, without those of the body. */
    Stream<String> names() {
        return Stream.concat(Stream.of(path), Stream.concat(query.values().stream(), headers.values().stream()))
                .flatMap(template -> template.names().stream());
    }

    /** The call with its places, to be shown: {@code PUT /customers/{externalId}.json}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
