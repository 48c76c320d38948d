package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Access tokens that expire, for a client's own credentials or for a refresh token. At many vendors that is good once and
 * is answered with the next one (RFC 6749, 6; RFC 9700, 2.2.2).
 */
final class OAuthTokens {
    static final String CLIENT = "twin-client";

    private static final Duration TOKEN_LIFE = Duration.ofHours(2);

    private final Tables tables;
    private final Clock clock;
    private final String secret;
    private final boolean once;

    /** @param once a refresh token is good once only */
    OAuthTokens(Tables tables, Clock clock, String secret, boolean once) {
        this.tables = tables;
        this.clock = clock;
        this.secret = secret;
        this.once = once;
    }

    /** What a client needs: {@code clientId}, {@code clientSecret} and the first {@code refreshToken}. */
    Map<String, String> credentials() {
        return Map.of("clientId", CLIENT, "clientSecret", secret, "refreshToken", "first-" + secret);
    }

    /** True for a token that was issued and has not expired. */
    boolean valid(String token) {
        synchronized (tables) {
            return tables.table("tokens").stream()
                    .anyMatch(row -> Json.text(row, "token").equals(token)
                            && Instant.parse(Json.text(row, "expires")).isAfter(clock.instant()));
        }
    }

    /** Answers a token request, sent as JSON or as a form. */
    Response issue(Request request) {
        JsonNode json = request.json();
        JsonNode sent = json != null && json.isObject() ? json : form(request.body());
        if (!Json.text(sent, "client_id").equals(CLIENT)
                || !Json.text(sent, "client_secret").equals(secret)) {
            return Response.json(401, Json.object().put("error", "invalid_client"));
        }
        boolean refresh = Json.text(sent, "grant_type").equals("refresh_token");
        if (refresh && !Json.text(sent, "refresh_token").equals(refreshToken())) {
            return Response.json(400, Json.object().put("error", "invalid_grant"));
        }
        ObjectNode answer = Json.object().put("access_token", access()).put("token_type", "bearer");
        if (refresh) {
            String next = once ? name("refresh", tables.next("refreshes", 1)) : refreshToken();
            tables.table("refresh").put(0, Json.object().put("token", next));
            answer.put("refresh_token", next);
        }
        return Response.json(200, answer.put("expires_in", TOKEN_LIFE.toSeconds()));
    }

    private static JsonNode form(String body) {
        ObjectNode form = Json.object();
        Request.parameters(body).forEach((name, values) -> form.put(name, values.get(0)));
        return form;
    }

    private String refreshToken() {
        ObjectNode now = tables.table("refresh").get(0);
        return now == null ? credentials().getOrDefault("refreshToken", "") : Json.text(now, "token");
    }

    private String access() {
        long number = tables.next("tokens", 1);
        String token = name("access", number);
        tables.table("tokens")
                .put(
                        number,
                        Json.object()
                                .put("token", token)
                                .put("expires", clock.instant().plus(TOKEN_LIFE).toString()));
        return token;
    }

    private String name(String kind, long number) {
        return kind + "-" + UUID.nameUUIDFromBytes((secret + kind + number).getBytes(StandardCharsets.UTF_8));
    }
}
