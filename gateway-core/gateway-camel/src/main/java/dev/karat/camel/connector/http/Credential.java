package dev.karat.camel.connector.http;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.TokenRequest.TokenCall;
import dev.karat.camel.connector.spec.AuthSpec;
import dev.karat.camel.connector.spec.AuthSpec.OAuth2;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.Template;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** Shows the credential of one connection with each call. Safe for use by several threads. */
final class Credential {
    private final AuthSpec auth;
    private final Connection connection;
    private final @Nullable AccessToken token;

    private Credential(AuthSpec auth, Connection connection, @Nullable AccessToken token) {
        this.auth = auth;
        this.connection = connection;
        this.token = token;
    }

    /** The first kind whose settings are all given; throws CONFIG_INVALID if none is. */
    static Credential of(ConnectorSpec spec, Connection connection, TokenCall call, TokenKeeper keeper, Clock clock) {
        for (AuthSpec auth : spec.auth()) {
            if (auth.needs().stream().allMatch(template -> template.render(connection.values()) != null)) {
                AccessToken token = auth instanceof OAuth2 oauth ? token(oauth, connection, call, keeper, clock) : null;
                return new Credential(auth, connection, token);
            }
        }
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID, "The connection holds no complete credential for " + spec.title());
    }

    private static AccessToken token(
            OAuth2 oauth, Connection connection, TokenCall call, TokenKeeper keeper, Clock clock) {
        var request = new TokenRequest(oauth, connection, call, clock);
        Template refresh = oauth.refreshToken();
        return refresh == null
                ? new AccessToken.OfClient(request, clock)
                : new RefreshedToken(
                        request,
                        request.value(refresh),
                        request.value(oauth.tokenUrl()) + "\n" + request.value(oauth.clientId()),
                        keeper,
                        clock);
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
        } else if (auth instanceof OAuth2 oauth && token != null) {
            var values = new HashMap<>(connection.values());
            values.put("accessToken", token.value());
            String value = oauth.value().render(values);
            request.header(oauth.name(), value == null ? "" : value);
        }
    }

    /** Forgets a token that was refused; false if there is nothing to renew. */
    boolean renew() {
        return token != null && token.renew();
    }

    private String value(Template template) {
        String value = template.render(connection.values());
        if (value == null) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The connection lacks a setting for its credential");
        }
        return value;
    }
}
