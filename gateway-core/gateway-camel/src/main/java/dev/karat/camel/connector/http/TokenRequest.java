package dev.karat.camel.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.AuthSpec.Grant;
import dev.karat.camel.connector.spec.AuthSpec.JwtBearer;
import dev.karat.camel.connector.spec.AuthSpec.OAuth2;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.Template;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a vendor for an access token (RFC 6749, 4.4 and 6; RFC 7523, 2.1). Safe for use by several threads. */
final class TokenRequest {
    /** A token is renewed this long before it expires, so that none expires under way. */
    private static final Duration EARLY = Duration.ofSeconds(60);

    private static final int TOKEN_SECONDS_DEFAULT = 3_600;

    /** Sends a token request, without credentials in a header. */
    interface TokenCall {
        Answer send(HttpRequest request);
    }

    /**
     * What was granted.
     *
     * @param refresh token that takes the place of the one that was shown, or null if that stays good
     */
    record Granted(String access, Instant renewAt, @Nullable String refresh) {
        /** Nothing of it may be shown. */
        @Override
        public String toString() {
            return "Granted[until " + renewAt + "]";
        }
    }

    private final Grant spec;
    private final Connection connection;
    private final TokenCall call;
    private final Clock clock;

    TokenRequest(Grant spec, Connection connection, TokenCall call, Clock clock) {
        this.spec = spec;
        this.connection = connection;
        this.call = call;
        this.clock = clock;
    }

    /** For what the client has of its own. */
    Granted forClient() {
        return send(spec instanceof JwtBearer bearer ? assertion(bearer) : credentials());
    }

    private Map<String, String> credentials() {
        Map<String, String> fields = fields("client_credentials");
        if (spec instanceof OAuth2 client && client.scope() != null) {
            fields.put("scope", connection.required(client.scope()));
        }
        return fields;
    }

    private Map<String, String> assertion(JwtBearer bearer) {
        var assertion = new Assertion(
                connection.required(bearer.issuer()),
                connection.required(bearer.subject()),
                connection.required(bearer.audience()));
        Map<String, String> fields = fields(Assertion.GRANT);
        fields.put("assertion", assertion.signed(Path.of(connection.required(bearer.keyFile())), clock.instant()));
        return fields;
    }

    /**
     * In exchange for a refresh token.
     *
     * @throws GatewayException VENDOR_UNAUTHORIZED if the vendor does not take it
     */
    Granted forRefresh(String token) {
        Map<String, String> fields = fields("refresh_token");
        fields.put("refresh_token", token);
        return send(fields);
    }

    private Map<String, String> fields(String grant) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("grant_type", grant);
        if (spec instanceof OAuth2 client) {
            fields.put("client_id", connection.required(client.clientId()));
            fields.put("client_secret", connection.required(client.clientSecret()));
        }
        return fields;
    }

    private Granted send(Map<String, String> fields) {
        Answer answer = call.send(HttpRequest.newBuilder(URI.create(connection.required(spec.tokenUrl())))
                .header("Accept", "application/json")
                .header("Content-Type", spec.json() ? "application/json" : "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(spec.json() ? json(fields) : form(fields)))
                .build());
        if (List.of(400, 401, 403).contains(answer.status())) {
            throw new GatewayException(
                    ErrorCode.VENDOR_UNAUTHORIZED, "The token request was refused with status " + answer.status());
        }
        JsonNode granted = answer.isSuccess() ? answer.json() : JsonNodeFactory.instance.objectNode();
        String access = granted.path("access_token").asText();
        if (access.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.VENDOR_UNAVAILABLE, "The token request was answered with status " + answer.status());
        }
        long seconds = granted.path("expires_in").asLong(TOKEN_SECONDS_DEFAULT);
        String refresh = granted.path("refresh_token").asText();
        return new Granted(
                access, clock.instant().plusSeconds(seconds).minus(EARLY), refresh.isEmpty() ? null : refresh);
    }

    private static String json(Map<String, String> fields) {
        var node = JsonNodeFactory.instance.objectNode();
        fields.forEach(node::put);
        return node.toString();
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + Template.encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }
}
