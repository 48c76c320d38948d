package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An endpoint of a Camel component. Immutable.
 *
 * @param uri scheme and path
 * @param content what one message of the endpoint holds
 * @param parameters options of the component
 * @param schemes further options by scheme
 */
public record EndpointSpec(
        Template uri, Content content, Map<String, Template> parameters, Map<String, Map<String, Template>> schemes) {
    /** What one message of an endpoint holds. */
    public enum Content {
        /** A file with one record per row. */
        ROWS,
        /** One message of a person, such as a mail. */
        MESSAGE
    }

    static EndpointSpec of(JsonNode node) {
        var schemes = new LinkedHashMap<String, Map<String, Template>>();
        node.path("schemes")
                .properties()
                .forEach(entry -> schemes.put(entry.getKey(), RequestSpec.templates(entry.getValue())));
        return new EndpointSpec(
                Template.of(node.path("uri").asText()),
                Content.valueOf(node.path("content").asText().toUpperCase(Locale.ROOT)),
                RequestSpec.templates(node.path("parameters")),
                schemes);
    }

    /**
     * An endpoint with its values; parameters hold secrets in clear and belong into no log.
     *
     * @param uri scheme and path, without parameters
     */
    public record Address(String uri, Map<String, String> parameters) {
        /** The address alone: parameters hold secrets. */
        @Override
        public String toString() {
            return uri;
        }
    }

    /** The endpoint of one connection; options without a value are left out. */
    public Address address(Connection connection) {
        String address = connection.required(uri);
        var options = new LinkedHashMap<String, String>();
        put(options, parameters, connection);
        String scheme = address.substring(0, Math.max(0, address.indexOf(':')));
        put(options, schemes.getOrDefault(scheme, Map.of()), connection);
        return new Address(address, options);
    }

    private static void put(Map<String, String> options, Map<String, Template> templates, Connection connection) {
        templates.forEach((name, template) -> {
            String value = template.render(connection.values());
            if (value != null) {
                options.put(name, value);
            }
        });
    }
}
