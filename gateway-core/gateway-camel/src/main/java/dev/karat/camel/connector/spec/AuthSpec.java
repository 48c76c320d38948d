package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a call shows its credential. Immutable. */
public sealed interface AuthSpec permits AuthSpec.Basic, AuthSpec.Header, AuthSpec.Grant {
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

    /** OAuth 2.0: an access token is asked for, and asked for anew when it ends or is refused. */
    sealed interface Grant extends AuthSpec permits ClientCredentials, JwtBearer {
        Template tokenUrl();

        /** The token request is JSON, as some vendors want it, rather than the form of the standard. */
        boolean json();

        /** Header of the calls. */
        String name();

        /** Its value, from {@code accessToken}. */
        Template value();
    }

    /**
     * An assertion that the client's private key signs, RS256 (RFC 7523, 2.1).
     *
     * @param keyFile path of the key in PEM (PKCS #8)
     * @param issuer id of the client
     * @param subject user in whose name the calls are made
     * @param audience who takes the assertion
     */
    record JwtBearer(
            Template tokenUrl,
            Template keyFile,
            Template issuer,
            Template subject,
            Template audience,
            boolean json,
            String name,
            Template value)
            implements Grant {
        @Override
        public List<Template> needs() {
            return List.of(tokenUrl, keyFile, issuer, subject, audience);
        }
    }

    /**
     * OAuth 2.0 client credentials (RFC 6749, 4.4).
     *
     * @param scope what is asked for, or null for what the client may
     */
    record ClientCredentials(
            Template tokenUrl,
            Template clientId,
            Template clientSecret,
            @Nullable Template scope,
            boolean json,
            String name,
            Template value)
            implements Grant {
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
            case "jwt-bearer" ->
                new JwtBearer(
                        template(node, "tokenUrl", ""),
                        template(node, "keyFile", ""),
                        template(node, "issuer", ""),
                        template(node, "subject", ""),
                        template(node, "audience", ""),
                        node.path("style").asText().equals("json"),
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
