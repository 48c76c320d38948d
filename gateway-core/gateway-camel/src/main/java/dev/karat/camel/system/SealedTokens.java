package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.TokenKeeper;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Setting;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens in the store, sealed with a key that is not part of it (AES-256 in GCM, NIST SP 800-38D), each bound to its name.
 * Safe for use by several threads.
 */
public final class SealedTokens implements TokenKeeper {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Supplier<Hub> hub;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param key at least 16 random bytes or characters; the same on every node
     * @param hub asked for when a token is first needed
     */
    public SealedTokens(byte[] key, Supplier<Hub> hub) {
        if (key.length < 16) {
            throw new GatewayException(ErrorCode.CONFIG_INVALID, "The key for tokens has less than 16 characters");
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // The same bytes may be the key of something else.
            digest.update("tokens\n".getBytes(StandardCharsets.US_ASCII));
            this.key = new SecretKeySpec(digest.digest(key), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
        this.hub = hub;
    }

    @Override
    public Optional<String> read(String name) {
        return hub.get().cursor(Setting.Scope.GATEWAY, name).map(kept -> opened(name, kept));
    }

    @Override
    public void write(String name, String text) {
        try {
            Committed.await(hub.get().remember(Setting.Scope.GATEWAY, name, closed(name, text)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.STORE_UNAVAILABLE, "The new token could not be kept yet", stopped);
        }
    }

    private String closed(String name, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + secret.length);
            System.arraycopy(secret, 0, whole, NONCE_BYTES, secret.length);
            return Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES in GCM", e);
        }
    }

    private String opened(String name, String kept) {
        try {
            byte[] whole = Base64.getDecoder().decode(kept);
            byte[] text = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(whole, NONCE_BYTES), name)
                    .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            return new String(text, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException otherKey) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "A token in the store was sealed with another key. Set karat.security.token-key to that one, or"
                            + " give the connection a new refresh token",
                    otherKey);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
