package dev.karat.camel.connector.webhook;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * Signs a call by the symmetric scheme of Standard Webhooks, and checks one: HMAC-SHA256 over id, time and body.
 * Immutable; safe for several threads.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks</a>
 */
public final class WebhookSignature {
    /** Header that names a call, the same when it is made again. */
    public static final String ID = "webhook-id";

    /** Header with the second of an attempt, since 1970 UTC. */
    public static final String TIME = "webhook-timestamp";

    /** Header with one signature or several. */
    public static final String SIGNATURE = "webhook-signature";

    private static final String PREFIX = "whsec_";

    /** Begins a signature of this scheme; others are passed over. */
    private static final String VERSION = "v1,";

    /** Signatures of a call that are looked at. */
    private static final int SIGNATURES_MAX = 10;

    /** Length of a key that the standard asks for, in bytes. */
    private static final int KEY_MIN = 24;

    private static final int KEY_MAX = 64;

    private final List<byte[]> keys;

    /**
     * Throws CONFIG_INVALID, without the secret, if one is none.
     *
     * @param secrets at least one; all of them sign, and each of them is right
     */
    public WebhookSignature(List<String> secrets) {
        keys = secrets.stream().map(WebhookSignature::key).toList();
    }

    private static byte[] key(String secret) {
        byte[] key = decoded(secret);
        if (key.length < KEY_MIN || key.length > KEY_MAX) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "The secret of a webhook is whsec_ and the Base64 of " + KEY_MIN + " to " + KEY_MAX
                            + " random bytes");
        }
        return key;
    }

    private static byte[] decoded(String secret) {
        try {
            return secret.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                    : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /**
     * The header {@code webhook-signature}: one signature for each secret.
     *
     * @param seconds time of this attempt, since 1970 UTC
     */
    public String of(String id, long seconds, byte[] body) {
        byte[] head = head(id, Long.toString(seconds));
        return keys.stream()
                .map(key -> VERSION + Base64.getEncoder().encodeToString(mac(key, head, body)))
                .collect(Collectors.joining(" "));
    }

    /**
     * True if one of the signatures is that of one of the secrets.
     *
     * @param signatures the header {@code webhook-signature}
     * @param seconds as its header says it
     */
    boolean isOf(String signatures, String id, String seconds, byte[] body) {
        byte[] head = head(id, seconds);
        List<byte[]> right = keys.stream().map(key -> mac(key, head, body)).toList();
        return Stream.of(signatures.split(" ", -1))
                .limit(SIGNATURES_MAX)
                .filter(signature -> signature.startsWith(VERSION))
                .map(signature -> given(signature.substring(VERSION.length())))
                // In a time that does not tell how much of it was right.
                .anyMatch(given -> right.stream().anyMatch(code -> MessageDigest.isEqual(code, given)));
    }

    private static byte[] given(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static byte[] head(String id, String seconds) {
        return (id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] mac(byte[] key, byte[] head, byte[] body) {
        Mac mac = HmacUtils.getInitializedMac(HmacAlgorithms.HMAC_SHA_256, key);
        mac.update(head);
        return mac.doFinal(body);
    }
}
