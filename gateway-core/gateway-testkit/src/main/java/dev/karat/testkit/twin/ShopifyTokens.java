package dev.karat.testkit.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The access tokens of a shop: a lasting one, and those issued for a day to who shows the app's secret. */
final class ShopifyTokens {
    private static final Duration TOKEN_LIFE = Duration.ofSeconds(86_399);

    private final Tables tables;
    private final Clock clock;
    private final String secret;

    ShopifyTokens(Tables tables, Clock clock, String secret) {
        this.tables = tables;
        this.clock = clock;
        this.secret = secret;
    }

    /** True for the lasting token and for one that was issued and has not expired. */
    boolean valid(@Nullable String token) {
        if (token == null) {
            return false;
        }
        synchronized (tables) {
            return token.equals(secret)
                    || tables.table("tokens").stream()
                            .anyMatch(row -> row.path("token").asText().equals(token)
                                    && Instant.parse(row.path("expires").asText())
                                            .isAfter(clock.instant()));
        }
    }

    /** A token for client credentials, sent as JSON or as a form. */
    Response issue(Request request) {
        JsonNode json = request.json();
        Map<String, List<String>> form = Request.parameters(request.body());
        String given = json != null && json.isObject()
                ? Json.text(json, "client_secret")
                : form.getOrDefault("client_secret", List.of("")).get(0);
        if (!given.equals(secret)) {
            return Response.json(400, Json.object().put("error", "invalid_client"));
        }
        long number = tables.next("tokens", 1);
        String token = "shpat_" + UUID.nameUUIDFromBytes((secret + number).getBytes(StandardCharsets.UTF_8));
        Instant expires = clock.instant().plus(TOKEN_LIFE);
        tables.table("tokens").put(number, Json.object().put("token", token).put("expires", expires.toString()));
        return Response.json(
                200,
                Json.object()
                        .put("access_token", token)
                        .put("scope", "read_customers,write_customers")
                        .put("expires_in", TOKEN_LIFE.toSeconds()));
    }
}
