package dev.karat.camel.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.AuthSpec;
import dev.karat.camel.connector.spec.AuthSpec.ClientCredentials;
import dev.karat.camel.connector.spec.AuthSpec.Signed;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.Template;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows the credential of one connection with each call. Safe for use by several threads. */
final class Credential {
    /** A token is renewed this long before it expires, so that none expires under way. */
    private static final Duration EARLY = Duration.ofSeconds(60);

    private static final int TOKEN_SECONDS_DEFAULT = 3_600;

    /** Sends a token request, without credentials in a header. */
    interface TokenCall {
        Answer send(HttpRequest request);
    }

    private record Token(String value, Instant renewAt) {}

    private final AuthSpec auth;
    private final Connection connection;
    private final TokenCall call;
    private final Clock clock;
    private @Nullable Token token;

    private Credential(AuthSpec auth, Connection connection, TokenCall call, Clock clock) {
        this.auth = auth;
        this.connection = connection;
        this.call = call;
        this.clock = clock;
    }

    /** The first kind whose settings are all given; throws CONFIG_INVALID if none is. */
    static Credential of(ConnectorSpec spec, Connection connection, TokenCall call, Clock clock) {
        for (AuthSpec auth : spec.auth()) {
            if (auth.needs().stream().allMatch(template -> template.render(connection.values()) != null)) {
                return new Credential(auth, connection, call, clock);
            }
        }
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID, "The connection holds no complete credential for " + spec.title());
    }

    /** Adds the credential to a call. */
    void show(HttpRequest.Builder request) {
        if (auth instanceof AuthSpec.Basic basic) {
            String pair = value(basic.user()) + ":" + value(basic.password());
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } else if (auth instanceof AuthSpec.Header header) {
            request.header(header.name(), value(header.value()));
        } else if (auth instanceof Signed signed) {
            show(request, signed.name(), signed.value(), SignedToken.of(signed, connection, clock.instant()));
        } else if (auth instanceof ClientCredentials client) {
            show(request, client.name(), client.value(), token(client).value());
        }
    }

    private void show(HttpRequest.Builder request, String header, Template template, String shown) {
        var values = new HashMap<>(connection.values());
        values.put("accessToken", shown);
        String value = template.render(values);
        request.header(header, value == null ? "" : value);
    }

    /** Forgets a token that was refused; false if there is nothing to renew. */
    synchronized boolean renew() {
        boolean renewable = token != null;
        token = null;
        return renewable;
    }

    private String value(Template template) {
        String value = template.render(connection.values());
        if (value == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connection lacks a setting for its credential");
        }
        return value;
    }

    private synchronized Token token(ClientCredentials client) {
        if (token == null || !clock.instant().isBefore(token.renewAt())) {
            token = fetch(client);
        }
        return token;
    }

    private Token fetch(ClientCredentials client) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("grant_type", "client_credentials");
        fields.put("client_id", value(client.clientId()));
        fields.put("client_secret", value(client.clientSecret()));
        if (client.scope() != null) {
            fields.put("scope", value(client.scope()));
        }
        Answer answer = call.send(HttpRequest.newBuilder(URI.create(value(client.tokenUrl())))
                .header("Accept", "application/json")
                .header("Content-Type", client.json() ? "application/json" : "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(client.json() ? json(fields) : form(fields)))
                .build());
        if (List.of(400, 401, 403).contains(answer.status())) {
            throw new GatewayException(
                    ErrorCode.VENDOR_UNAUTHORIZED, "The token request was refused with status " + answer.status());
        }
        JsonNode granted = answer.isSuccess() ? answer.json() : JsonNodeFactory.instance.objectNode();
        String value = granted.path("access_token").asText();
        if (value.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.VENDOR_UNAVAILABLE, "The token request was answered with status " + answer.status());
        }
        long seconds = granted.path("expires_in").asLong(TOKEN_SECONDS_DEFAULT);
        return new Token(value, clock.instant().plusSeconds(seconds).minus(EARLY));
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
