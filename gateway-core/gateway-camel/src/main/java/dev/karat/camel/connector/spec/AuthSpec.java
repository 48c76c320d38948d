package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.engine.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a call shows its credential. Immutable. */
public sealed interface AuthSpec permits AuthSpec.Basic, AuthSpec.Header, AuthSpec.Webhook, AuthSpec.Token {
    /** Templates that must have a value for this kind to be used. */
    List<Template> needs();

    /** RFC 7617. */
    record Basic(Template user, Template password) implements AuthSpec {
        @Override
        public List<Template> needs() {
            return List.of(user, password);
        }
    }

    /** A header that holds a setting. */
    record Header(String name, Template value) implements AuthSpec {
        @Override
        public List<Template> needs() {
            return List.of(value);
        }
    }

    /**
     * Each call is signed by the scheme of Standard Webhooks, over its body.
     *
     * @param secrets the first of which has to be given; all that are sign
     */
    record Webhook(List<Template> secrets) implements AuthSpec {
        public Webhook {
            secrets = List.copyOf(secrets);
        }

        @Override
        public List<Template> needs() {
            return secrets.subList(0, 1);
        }

        private static Webhook of(JsonNode node) {
            var secrets = new ArrayList<Template>();
            node.path("secrets").forEach(secret -> secrets.add(Template.of(secret.asText())));
            return new Webhook(secrets);
        }
    }

    /** A token that is made or asked for when it is needed. */
    sealed interface Token extends AuthSpec permits Signed, Session, Grant {
        /** Header of the calls. */
        String name();

        /** Its value, from {@code accessToken}. */
        Template value();
    }

    /**
     * One that is signed anew for each call (RFC 7519).
     *
     * @param algorithm such as HS256 (RFC 7518, 3)
     * @param hex the key is written in hexadecimal digits
     * @param head members of its header besides {@code alg} and {@code typ}
     * @param claims members of its payload besides {@code iat} and {@code exp}
     * @param lifetime time from {@code iat} to {@code exp}
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
            implements Token {
        @Override
        public List<Template> needs() {
            return Stream.of(Stream.of(key), head.values().stream(), claims.values().stream())
                    .flatMap(templates -> templates)
                    .toList();
        }

        private static Signed of(JsonNode node) {
            return new Signed(
                    node.path("algorithm").asText("HS256"),
                    template(node, "key", ""),
                    node.path("keyEncoding").asText().equals("hex"),
                    RequestSpec.templates(node.path("head")),
                    RequestSpec.templates(node.path("claims")),
                    Durations.parse(node.path("lifetime").asText("5m")),
                    header(node),
                    shown(node));
        }
    }

    /**
     * A session that a call of its own begins, and that is begun anew when the vendor refuses it.
     *
     * @param login the call, which takes settings of the connection and shows no credential
     * @param values places of its answer, by name
     * @param token what names the session, from these values and settings
     */
    record Session(
            RequestSpec login, Map<String, WebhookSpec.Place> values, Template token, String name, Template value)
            implements Token {
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
                    RequestSpec.of(node.path("login")), values, template(node, "token", ""), header(node), shown(node));
        }
    }

    /** OAuth 2.0: a token is asked for at an address of its own, and asked for anew when it ends or is refused. */
    sealed interface Grant extends Token permits OAuth2, JwtBearer {
        Template tokenUrl();

        /** The token request is JSON, as some vendors want it, rather than the form of the standard. */
        boolean json();
    }

    /**
     * For the client's own credentials (RFC 6749, 4.4) or for a refresh token (6).
     *
     * @param refreshToken the one that somebody's consent gave, or null for client credentials
     * @param scope what is asked for, or null for what the client may
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
            implements Grant {
        @Override
        public List<Template> needs() {
            return Stream.of(tokenUrl, clientId, clientSecret, refreshToken)
                    .filter(Objects::nonNull)
                    .toList();
        }

        private static OAuth2 of(JsonNode node) {
            return new OAuth2(
                    template(node, "tokenUrl", ""),
                    template(node, "clientId", ""),
                    template(node, "clientSecret", ""),
                    node.has("refreshToken") ? template(node, "refreshToken", "") : null,
                    node.has("scope") ? template(node, "scope", "") : null,
                    isJson(node),
                    header(node),
                    shown(node));
        }
    }

    /**
     * For an assertion that the client's private key signs, RS256 (RFC 7523, 2.1).
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

        private static JwtBearer of(JsonNode node) {
            return new JwtBearer(
                    template(node, "tokenUrl", ""),
                    template(node, "keyFile", ""),
                    template(node, "issuer", ""),
                    template(node, "subject", ""),
                    template(node, "audience", ""),
                    isJson(node),
                    header(node),
                    shown(node));
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
            case "webhook" -> Webhook.of(node);
            case "jwt" -> Signed.of(node);
            case "session" -> Session.of(node);
            case "jwt-bearer" -> JwtBearer.of(node);
            default -> OAuth2.of(node);
        };
    }

    private static boolean isJson(JsonNode node) {
        return node.path("style").asText().equals("json");
    }

    private static String header(JsonNode node) {
        return node.path("name").asText("Authorization");
    }

    private static Template shown(JsonNode node) {
        return template(node, "value", "Bearer {accessToken}");
    }

    private static Template template(JsonNode node, String name, String preset) {
        return Template.of(node.path(name).asText(preset));
    }
}
