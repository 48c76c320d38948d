package dev.karat.camel.connector.webhook;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ProofSpec;
import dev.karat.camel.connector.spec.ProofSpec.Encoding;
import dev.karat.camel.connector.spec.ProofSpec.Time;
import dev.karat.camel.connector.spec.WebhookSpec;
import dev.karat.camel.connector.spec.WebhookSpec.Place;
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
import org.jspecify.annotations.Nullable;

/** Whether the vendor made a call, and made it now: on the bytes as they came. Safe for several threads. */
final class WebhookProof {
    private final ProofSpec spec;
    private final Place in;
    private final List<byte[]> secrets;
    private final @Nullable WebhookSignature standard;
    private final Clock clock;

    private WebhookProof(ProofSpec spec, Place in, List<String> secrets, Clock clock) {
        this.spec = spec;
        this.in = in;
        this.secrets = secrets.stream()
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
        this.standard = spec.standard() ? new WebhookSignature(secrets) : null;
        this.clock = clock;
    }

    /** The first way of which the connection has a secret; throws CONFIG_INVALID if there is none. */
    static WebhookProof of(WebhookSpec webhook, Connection connection, Clock clock) {
        for (ProofSpec spec : webhook.proofs()) {
            List<String> secrets = spec.secrets().stream()
                    .map(secret -> secret.render(connection.values()))
                    .filter(Objects::nonNull)
                    .toList();
            if (!secrets.isEmpty()) {
                return new WebhookProof(spec, spec.in().with(connection.values()), secrets, clock);
            }
        }
        throw new GatewayException(
                ErrorCode.CONFIG_INVALID,
                "The connection has no secret to check webhooks with: give one of "
                        + webhook.proofs().stream()
                                .flatMap(proof -> proof.secrets().stream())
                                .toList());
    }

    /** True if the call bears something that claims to be a proof. */
    boolean isIn(WebhookCall call) {
        return call.text(in, MissingNode.getInstance()) != null;
    }

    /** Throws WEBHOOK_REFUSED. */
    void check(WebhookCall call) {
        String given = call.text(in, MissingNode.getInstance());
        if (given == null) {
            throw refused("The call bears no signature where the vendor puts it");
        }
        boolean right = standard == null
                ? secrets.stream().anyMatch(secret -> isRight(given, secret, call))
                : standard.isOf(given, call.headers().getOrDefault(WebhookSignature.ID, ""), time(call), call.body());
        if (!right) {
            throw refused("The signature of the call is wrong");
        }
        // Only of a call that is genuine, so that nobody learns about our clock.
        Time time = spec.time();
        if (time != null) {
            checkTime(time, call);
        }
    }

    private boolean isRight(String given, byte[] secret, WebhookCall call) {
        byte[] right = spec.mac() == null ? secret : code(spec.mac(), secret, call);
        byte[] said =
                spec.mac() == null ? given.getBytes(StandardCharsets.UTF_8) : decoded(given.strip(), right.length);
        // In a time that does not tell how much of it was right.
        return MessageDigest.isEqual(right, said);
    }

    private byte[] decoded(String given, int length) {
        boolean hex =
                spec.encoding() == Encoding.HEX || (spec.encoding() == Encoding.EITHER && given.length() == 2 * length);
        try {
            return hex
                    ? HexFormat.of().parseHex(given.toLowerCase(Locale.ROOT))
                    : Base64.getDecoder().decode(given);
        } catch (IllegalArgumentException neither) {
            return new byte[0];
        }
    }

    private byte[] code(String algorithm, byte[] secret, WebhookCall call) {
        Mac mac = HmacUtils.getInitializedMac(algorithm, secret);
        spec.over().forEach(part -> mac.update(bytes(part, call)));
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
