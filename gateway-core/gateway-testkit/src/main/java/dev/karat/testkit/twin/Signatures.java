package dev.karat.testkit.twin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signatures and hashes of the vendors, as their documents define them. */
public final class Signatures {
    private Signatures() {}

    /** Shopify's X-Shopify-Hmac-Sha256: base64 of HMAC-SHA256 over the raw body (shopify.dev, webhooks over HTTPS). */
    public static String shopify(String secret, String rawBody) {
        return Base64.getEncoder().encodeToString(hmac(secret, rawBody));
    }

    /** WooCommerce's X-WC-Webhook-Signature: base64 of HMAC-SHA256 over the raw body, with the secret of that webhook. */
    public static String wooCommerce(String secret, String rawBody) {
        return Base64.getEncoder().encodeToString(hmac(secret, rawBody));
    }

    /**
     * Zendesk's X-Zendesk-Webhook-Signature: base64 of HMAC-SHA256 over the timestamp header and the raw body
     * (developer.zendesk.com, verifying webhooks).
     */
    public static String zendesk(String secret, String timestamp, String rawBody) {
        return Base64.getEncoder().encodeToString(hmac(secret, timestamp + rawBody));
    }

    /**
     * HubSpot's X-HubSpot-Signature-v3: base64 of HMAC-SHA256 over method, address, raw body and the timestamp header in
     * milliseconds (developers.hubspot.com, validating requests).
     */
    public static String hubspot(String secret, String method, String url, String rawBody, String millis) {
        return Base64.getEncoder().encodeToString(hmac(secret, method + url + rawBody + millis));
    }

    /**
     * Mailchimp's X-Mailchimp-Signature: {@code t=<unix>,v1=<hex>} with HMAC-SHA256 over time, a dot and the raw body.
     */
    public static String mailchimp(String secret, long unixSeconds, String rawBody) {
        String hex = HexFormat.of().formatHex(hmac(secret, unixSeconds + "." + rawBody));
        return "t=" + unixSeconds + ",v1=" + hex;
    }

    /**
     * Ghost's X-Ghost-Signature: {@code sha256=<hex>, t=<ms>} with HMAC-SHA256 over the raw body and the time
     * (ghost.org/docs/webhooks).
     */
    public static String ghost(String secret, String rawBody, long unixMillis) {
        return "sha256=" + HexFormat.of().formatHex(hmac(secret, rawBody + unixMillis)) + ", t=" + unixMillis;
    }

    /**
     * One signature of Standard Webhooks: {@code v1,} and base64 of HMAC-SHA256 over id, time and raw body with dots
     * between; the key is the base64 behind {@code whsec_} (standardwebhooks.com).
     */
    public static String standard(String secret, String id, long unixSeconds, String rawBody) {
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        return "v1," + Base64.getEncoder().encodeToString(hmac(key, id + "." + unixSeconds + "." + rawBody));
    }

    /** Mailchimp's subscriber hash: MD5 of the address in lower case, in hex (mailchimp.com/developer, list members). */
    public static String subscriberHash(String email) {
        try {
            byte[] lower = email.trim().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(lower));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    static byte[] hmac(String secret, String text) {
        return hmac(secret.getBytes(StandardCharsets.UTF_8), text);
    }

    static byte[] hmac(byte[] secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA256", e);
        }
    }
}
