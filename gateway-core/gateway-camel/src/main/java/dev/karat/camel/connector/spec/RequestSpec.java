package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    /** Stands for what is done by other means than a call. */
    static final RequestSpec NONE = of(MissingNode.getInstance());

    static RequestSpec of(JsonNode node) {
        var request = new RequestSpec(
                node.path("method").asText("GET"),
                Template.of(node.path("path").asText()),
                templates(node.path("query")),
                templates(node.path("headers")),
                node.get("body"));
        if (request.body() != null) {
            check(request.body());
        }
        return request;
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

    /** Names of the values it takes. */
    Stream<String> names() {
        return templates().flatMap(template -> template.names().stream());
    }

    /** All its templates. */
    Stream<Template> templates() {
        var templates = new ArrayList<Template>(query.values());
        templates.addAll(headers.values());
        templates.add(path);
        if (body != null) {
            collect(body, templates);
        }
        return templates.stream();
    }

    /** Throws {@link IllegalArgumentException} for a template that cannot be read: they are read when they are sent. */
    static void check(JsonNode body) {
        collect(body, new ArrayList<>());
    }

    private static void collect(JsonNode body, List<Template> templates) {
        if (body.isTextual()) {
            templates.add(Template.of(body.textValue()));
        }
        body.fieldNames().forEachRemaining(name -> templates.add(Template.of(name)));
        body.forEach(item -> collect(item, templates));
    }

    /** The call with its places, to be shown: {@code PUT /customers/{externalId}.json}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
