package dev.karat.camel.connector.http;

import dev.karat.camel.connector.spec.AuthSpec;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.webhook.WebhookSignature;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Signs each call by the scheme of Standard Webhooks. Safe for use by several threads. */
record SignedCall(WebhookSignature signature, Clock clock) {
    /** Throws CONFIG_INVALID if a secret is none. */
    static SignedCall of(AuthSpec.Webhook auth, Connection connection, Clock clock) {
        return new SignedCall(
                new WebhookSignature(auth.secrets().stream()
                        .map(secret -> secret.render(connection.values()))
                        .filter(Objects::nonNull)
                        .toList()),
                clock);
    }

    /** A call that names itself is known by that name when it is made again; any other has a name of its own. */
    void show(HttpRequest.Builder request, HttpRequest bare, String body) {
        String id = bare.headers()
                .firstValue(WebhookSignature.ID)
                .orElseGet(() -> UUID.randomUUID().toString());
        long seconds = clock.instant().getEpochSecond();
        request.setHeader(WebhookSignature.ID, id)
                .setHeader(WebhookSignature.TIME, Long.toString(seconds))
                .setHeader(
                        WebhookSignature.SIGNATURE, signature.of(id, seconds, body.getBytes(StandardCharsets.UTF_8)));
    }
}
