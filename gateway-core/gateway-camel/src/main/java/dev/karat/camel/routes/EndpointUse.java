package dev.karat.camel.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.YamlDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that a route names. Immutable.
 *
 * @param pointer JSON Pointer of where it stands
 * @param scheme component, such as {@code golden}
 * @param name what follows it, without options
 * @param parameters options, of the address and beside it
 * @param source true if the route begins there
 */
public record EndpointUse(String pointer, String scheme, String name, Map<String, String> parameters, boolean source) {
    /** Steps that take an address as plain text. */
    private static final Set<String> STEPS = Set.of("to", "toD", "wireTap", "enrich", "pollEnrich", "poll");

    /** Steps of which the address is computed. */
    private static final String COMPUTED = "toD";

    public EndpointUse {
        parameters = Map.copyOf(parameters);
    }

    /** {@code scheme:name}, as routes write it. */
    public String address() {
        return scheme + ":" + name;
    }

    /** The option, or null if it is not given or filled in only when the route starts. */
    public @Nullable String parameter(String option) {
        String value = parameters.get(option);
        return value == null || value.contains("{{") || value.contains("${") ? null : value;
    }

    /** Endpoints of a route file, in their order. */
    static List<EndpointUse> in(YamlDocument document) {
        var uses = new ArrayList<EndpointUse>();
        collect("", "", document.root(), uses);
        return uses;
    }

    private static void collect(String pointer, String key, JsonNode node, List<EndpointUse> uses) {
        if (node.isTextual() && STEPS.contains(key) && !key.equals(COMPUTED)) {
            add(pointer, node.asText(), node, false, uses);
        } else if (node.path("uri").isTextual() && !key.equals(COMPUTED)) {
            add(YamlDocument.child(pointer, "uri"), node.path("uri").asText(), node, key.equals("from"), uses);
        } else if (key.equals("kamelet") && node.path("name").isTextual()) {
            add(
                    YamlDocument.child(pointer, "name"),
                    "kamelet:" + node.path("name").asText(),
                    node,
                    false,
                    uses);
        }
        node.properties()
                .forEach(entry ->
                        collect(YamlDocument.child(pointer, entry.getKey()), entry.getKey(), entry.getValue(), uses));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(pointer + "/" + i, "", node.get(i), uses);
        }
    }

    private static void add(String pointer, String uri, JsonNode node, boolean source, List<EndpointUse> uses) {
        int colon = uri.indexOf(':');
        if (colon < 1 || uri.startsWith("{{")) {
            return;
        }
        int query = uri.indexOf('?') < 0 ? uri.length() : uri.indexOf('?');
        var parameters = new LinkedHashMap<String, String>();
        for (String option : uri.substring(Math.min(uri.length(), query + 1)).split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                parameters.put(option.substring(0, equals), option.substring(equals + 1));
            }
        }
        node.path("parameters")
                .properties()
                .forEach(
                        entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        String name = uri.substring(colon + 1, Math.max(colon + 1, query));
        uses.add(new EndpointUse(
                pointer,
                uri.substring(0, colon),
                name.startsWith("//") ? name.substring(2) : name,
                parameters,
                source));
    }
}
