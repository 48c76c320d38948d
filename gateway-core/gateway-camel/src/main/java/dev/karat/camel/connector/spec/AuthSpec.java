package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a call shows its credential. Immutable. */
public sealed interface AuthSpec permits AuthSpec.Basic, AuthSpec.Header, AuthSpec.Signed, AuthSpec.ClientCredentials {
    /** Templates that must have a value for this kind to be used. */
    List<Template> needs();

    /** RFC 7617. */
    record Basic(Template user, Template password) implements AuthSpec {
        @Override
        public List<Template> needs() {
            return List.of(user, password);
        }
    }

    /** A header that holds a token. */
    record Header(String name, Template value) implements AuthSpec {
        @Override
        public List<Template> needs() {
            return List.of(value);
        }
    }

    /**
     * A token that is signed anew for each call (RFC 7519).
     *
     * @param algorithm such as HS256 (RFC 7518, 3)
     * @param hex the key is written in hexadecimal digits
     * @param head members of its header besides {@code alg} and {@code typ}
     * @param claims members of its payload besides {@code iat} and {@code exp}
     * @param lifetime time from {@code iat} to {@code exp}
     * @param name header of the calls
     * @param value its value, from {@code accessToken}
     */
    record Signed(
            String algorithm,
            Template key,
            boolean hex,
            Map<String, Template> head,
            Map<String, Template> claims,
            Duration lifetime,
            String name,
            Template value)
            implements AuthSpec {
        @Override
        public List<Template> needs() {
            return Stream.of(Stream.of(key), head.values().stream(), claims.values().stream())
                    .flatMap(templates -> templates)
                    .toList();
        }
    }

    /**
     * OAuth 2.0 client credentials (RFC 6749, 4.4).
     *
     * @param json the token request is JSON, as some vendors want it, rather than the form of the standard
     * @param name header of the calls
     * @param value its value, from {@code accessToken}
     */
    record ClientCredentials(
            Template tokenUrl,
            Template clientId,
            Template clientSecret,
            @Nullable Template scope,
            boolean json,
            String name,
            Template value)
            implements AuthSpec {
        @Override
        public List<Template> needs() {
            return List.of(tokenUrl, clientId, clientSecret);
        }
    }

    static AuthSpec of(JsonNode node) {
        return switch (node.path("type").asText()) {
            case "basic" -> new Basic(template(node, "user", ""), template(node, "password", ""));
            case "bearer" ->
                new Header(
                        "Authorization",
                        Template.of("Bearer " + node.path("token").asText()));
            case "header" -> new Header(node.path("name").asText(), template(node, "value", ""));
            case "jwt" ->
                new Signed(
                        node.path("algorithm").asText("HS256"),
                        template(node, "key", ""),
                        node.path("keyEncoding").asText().equals("hex"),
                        RequestSpec.templates(node.path("head")),
                        RequestSpec.templates(node.path("claims")),
                        Durations.parse(node.path("lifetime").asText("5m")),
                        node.path("name").asText("Authorization"),
                        template(node, "value", "Bearer {accessToken}"));
            default ->
                new ClientCredentials(
                        template(node, "tokenUrl", ""),
                        template(node, "clientId", ""),
                        template(node, "clientSecret", ""),
                        node.has("scope") ? template(node, "scope", "") : null,
                        node.path("style").asText().equals("json"),
                        node.path("name").asText("Authorization"),
                        template(node, "value", "Bearer {accessToken}"));
        };
    }

    private static Template template(JsonNode node, String name, String preset) {
        return Template.of(node.path(name).asText(preset));
    }
}
