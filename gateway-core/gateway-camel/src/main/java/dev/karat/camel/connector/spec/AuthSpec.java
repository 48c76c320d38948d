package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a call shows its credential. Immutable. */
public sealed interface AuthSpec permits AuthSpec.Basic, AuthSpec.Header, AuthSpec.ClientCredentials, AuthSpec.Session {
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

    /**
     * A session that a call of its own begins, and that is begun anew when the vendor refuses it.
     *
     * @param login the call, which takes settings of the connection and shows no credential
     * @param values places of its answer, by name
     * @param token what names the session, from these values and settings
     * @param name header of the calls
     * @param value its value, from {@code accessToken}, which is that token
     */
    record Session(
            RequestSpec login, Map<String, WebhookSpec.Place> values, Template token, String name, Template value)
            implements AuthSpec {
        public Session {
            values = Map.copyOf(values);
        }

        @Override
        public List<Template> needs() {
            return login.templates().toList();
        }

        private static Session of(JsonNode node) {
            var values = new HashMap<String, WebhookSpec.Place>();
            node.path("values")
                    .properties()
                    .forEach(entry -> values.put(entry.getKey(), WebhookSpec.Place.of(entry.getValue())));
            return new Session(
                    RequestSpec.of(node.path("login")),
                    values,
                    template(node, "token", ""),
                    node.path("name").asText("Authorization"),
                    template(node, "value", "Bearer {accessToken}"));
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
            case "session" -> Session.of(node);
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
