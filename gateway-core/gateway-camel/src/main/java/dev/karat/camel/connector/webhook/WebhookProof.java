package dev.karat.camel.connector.webhook;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.WebhookSpec;
import dev.karat.camel.connector.spec.WebhookSpec.Proof;
import dev.karat.camel.connector.spec.WebhookSpec.Time;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.crypto.Mac;
import org.apache.commons.codec.digest.HmacUtils;

/** Whether the vendor made a call, and made it now: on the bytes as they came. Safe for several threads. */
final class WebhookProof {
    private final WebhookSpec spec;
    private final Proof proof;
    private final List<byte[]> secrets;
    private final Clock clock;

    /** Throws CONFIG_INVALID if the connection has no secret for it. */
    WebhookProof(WebhookSpec spec, Connection connection, Clock clock) {
        this.spec = spec;
        this.proof = spec.proof();
        this.clock = clock;
        this.secrets = proof.secrets().stream()
                .map(secret -> secret.render(connection.values()))
                .filter(Objects::nonNull)
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
        if (secrets.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "The connection has no secret to check webhooks with: give one of " + proof.secrets());
        }
    }

    /** Throws WEBHOOK_REFUSED. */
    void check(WebhookCall call) {
        String given = call.text(proof.in(), MissingNode.getInstance());
        if (given == null) {
            throw refused("The call bears no signature where the vendor puts it");
        }
        if (secrets.stream().noneMatch(secret -> isRight(given, secret, call))) {
            throw refused("The signature of the call is wrong");
        }
        // Only of a call that is genuine, so that nobody learns about our clock.
        Time time = spec.time();
        if (time != null) {
            checkTime(time, call);
        }
    }

    private boolean isRight(String given, byte[] secret, WebhookCall call) {
        byte[] right = proof.mac() == null ? secret : code(proof.mac(), secret, call);
        byte[] said = proof.mac() == null ? given.getBytes(StandardCharsets.UTF_8) : decoded(given);
        // In a time that does not tell how much of it was right.
        return MessageDigest.isEqual(right, said);
    }

    private byte[] decoded(String given) {
        try {
            return proof.hex()
                    ? HexFormat.of().parseHex(given.strip().toLowerCase(Locale.ROOT))
                    : Base64.getDecoder().decode(given.strip());
        } catch (IllegalArgumentException neither) {
            return new byte[0];
        }
    }

    private byte[] code(String algorithm, byte[] secret, WebhookCall call) {
        Mac mac = HmacUtils.getInitializedMac(algorithm, secret);
        proof.over().forEach(part -> mac.update(bytes(part, call)));
        return mac.doFinal();
    }

    private byte[] bytes(String part, WebhookCall call) {
        String text = switch (part) {
            case "body" -> null;
            case "method" -> call.method();
            case "url" -> call.url();
            case "time" -> time(call);
            default -> part;
        };
        return text == null ? call.body() : text.getBytes(StandardCharsets.UTF_8);
    }

    private String time(WebhookCall call) {
        Time time = spec.time();
        String text = time == null ? null : call.text(time.in(), MissingNode.getInstance());
        return text == null ? "" : text;
    }

    private void checkTime(Time time, WebhookCall call) {
        Duration away =
                Duration.between(instant(time, time(call)), clock.instant()).abs();
        if (away.compareTo(time.tolerance()) > 0) {
            throw refused("The call is " + away.toSeconds() + " s away from our clock, which allows "
                    + time.tolerance().toSeconds());
        }
    }

    private static Instant instant(Time time, String text) {
        try {
            return switch (time.unit()) {
                case SECONDS -> Instant.ofEpochSecond(Long.parseLong(text));
                case MILLIS -> Instant.ofEpochMilli(Long.parseLong(text));
                case ISO -> Instant.parse(text);
            };
        } catch (NumberFormatException | DateTimeException unreadable) {
            throw refused("The time of the call cannot be read");
        }
    }

    private static GatewayException refused(String why) {
        return new GatewayException(ErrorCode.WEBHOOK_REFUSED, why);
    }
}
