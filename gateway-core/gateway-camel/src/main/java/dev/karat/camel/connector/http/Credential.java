package dev.karat.camel.connector.http;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.TokenRequest.TokenCall;
import dev.karat.camel.connector.http.VendorHttp.Call;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows the credential of one connection with each call. Safe for use by several threads. */
final class Credential {
    private static final String BEARER = "Bearer ";

    private final AuthSpec auth;
    private final Connection connection;
    private final @Nullable AccessToken token;
    private final @Nullable SignedCall signed;

    private Credential(AuthSpec auth, Connection connection, Ways ways) {
        this.auth = auth;
        this.connection = connection;
        this.token = token(auth, connection, ways);
        this.signed =
                auth instanceof AuthSpec.Webhook webhook ? SignedCall.of(webhook, connection, ways.clock()) : null;
    }

    /**
     * The ways to get a token.
     *
     * @param call sends a token request
     * @param login makes a call without a credential, and throws what its answer means
     * @param keeper of tokens that the vendor replaces
     */
    record Ways(TokenCall call, Function<Call, Answer> login, TokenKeeper keeper, Clock clock) {}

    /** The first kind whose settings are all given; throws CONFIG_INVALID if none is. */
    static Credential of(ConnectorSpec spec, Connection connection, Ways ways) {
        for (AuthSpec auth : spec.auth()) {
            if (auth.needs().stream().allMatch(template -> template.render(connection.values()) != null)) {
                return new Credential(auth, connection, ways);
            }
        }
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID, "The connection holds no complete credential for " + spec.title());
    }

    private static @Nullable AccessToken token(AuthSpec auth, Connection connection, Ways ways) {
        if (auth instanceof AuthSpec.Signed signed) {
            return new AccessToken.Made(
                    () -> SignedToken.of(signed, connection, ways.clock().instant()));
        }
        if (auth instanceof AuthSpec.Session session) {
            return new AccessToken.Kept(new SignIn(session, connection, ways.login())::granted, ways.clock());
        }
        if (auth instanceof AuthSpec.Grant grant) {
            var request = new TokenRequest(grant, connection, ways.call(), ways.clock());
            return grant instanceof OAuth2 client && client.refreshToken() != null
                    ? refreshed(client, client.refreshToken(), connection, request, ways)
                    : new AccessToken.Kept(request::forClient, ways.clock());
        }
        return null;
    }

    private static AccessToken refreshed(
            OAuth2 client, Template token, Connection connection, TokenRequest request, Ways ways) {
        String account = connection.required(client.tokenUrl()) + "\n" + connection.required(client.clientId());
        return new RefreshedToken(request, connection.required(token), account, ways.keeper(), ways.clock());
    }

    /**
     * Adds the credential to a call.
     *
     * @param bare the call so far
     * @param body what it sends
     */
    void show(HttpRequest.Builder request, HttpRequest bare, String body) {
        if (signed != null) {
            signed.show(request, bare, body);
        } else if (auth instanceof AuthSpec.Basic basic) {
            String pair = connection.required(basic.user()) + ":" + connection.required(basic.password());
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } else if (auth instanceof AuthSpec.Header header) {
            request.header(header.name(), connection.required(header.value()));
        } else if (auth instanceof AuthSpec.Token shown && token != null) {
            var values = new HashMap<>(connection.values());
            values.put("accessToken", token.value());
            String value = shown.value().render(values);
            request.header(shown.name(), value == null ? "" : value);
        }
    }

    /** The bare token that calls show; throws CONFIG_INVALID if the credential is of another kind. */
    String accessToken() {
        if (token != null) {
            return token.value();
        }
        if (auth instanceof AuthSpec.Header header) {
            String shown = connection.required(header.value());
            return shown.startsWith(BEARER) ? shown.substring(BEARER.length()) : shown;
        }
        throw new GatewayException(ErrorCode.CONFIG_INVALID, "The credential of the connection is no token");
    }

    /** Forgets a token that was refused; false if there is nothing to renew. */
    boolean renew() {
        return token != null && token.renew();
    }
}
