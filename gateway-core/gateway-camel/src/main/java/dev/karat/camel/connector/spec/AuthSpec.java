package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a call shows its credential. Immutable. */
public sealed interface AuthSpec permits AuthSpec.Basic, AuthSpec.Header, AuthSpec.OAuth2 {
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
     * OAuth 2.0: an access token for the client's own credentials (RFC 6749, 4.4) or for a refresh token (6).
     *
     * @param refreshToken the one that somebody's consent gave, or null for client credentials
     * @param json the token request is JSON, as some vendors want it, rather than the form of the standard
     * @param name header of the calls
     * @param value its value, from {@code accessToken}
     */
    record OAuth2(
            Template tokenUrl,
            Template clientId,
            Template clientSecret,
            @Nullable Template refreshToken,
            @Nullable Template scope,
            boolean json,
            String name,
            Template value)
            implements AuthSpec {
        @Override
        public List<Template> needs() {
            return Stream.of(tokenUrl, clientId, clientSecret, refreshToken)
                    .filter(Objects::nonNull)
                    .toList();
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
            default ->
                new OAuth2(
                        template(node, "tokenUrl", ""),
                        template(node, "clientId", ""),
                        template(node, "clientSecret", ""),
                        node.has("refreshToken") ? template(node, "refreshToken", "") : null,
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
