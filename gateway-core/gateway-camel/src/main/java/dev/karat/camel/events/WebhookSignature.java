package dev.karat.camel.events;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * Signs a call by the symmetric scheme of Standard Webhooks: HMAC-SHA256 over id, time and body. Immutable; safe for
 * several threads.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks</a>
 */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";

    /** Length of a key that the standard asks for, in bytes. */
    private static final int KEY_MIN = 24;

    private static final int KEY_MAX = 64;

    private final List<byte[]> keys;

    /**
     * Throws CONFIG_INVALID, without the secret, if one is none.
     *
     * @param secrets at least one; all of them sign
     */
    WebhookSignature(List<String> secrets) {
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
    String of(String id, long seconds, byte[] body) {
        byte[] head = (id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8);
        return keys.stream()
                .map(key -> "v1," + Base64.getEncoder().encodeToString(mac(key, head, body)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] mac(byte[] key, byte[] head, byte[] body) {
        Mac mac = HmacUtils.getInitializedMac(HmacAlgorithms.HMAC_SHA_256, key);
        mac.update(head);
        return mac.doFinal(body);
    }
}
