package dev.karat.engine.ingest;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers, as keyed hashes, which records were erased on request, so that a system that still reports them does not
 * bring the customer back. The key is kept outside of the database: without it the hashes say nothing. Safe for several
 * threads.
 */
public final class Erasures {
    /** Erasures that are remembered, at most. */
    public static final int ERASED_MAX = 1_000_000;

    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec secret;
    private final Set<String> hashes = ConcurrentHashMap.newKeySet();

    /** @param secret at least 16 bytes */
    public Erasures(byte[] secret, Store store) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("The key of erasure hashes has at least 16 bytes");
        }
        this.secret = new SecretKeySpec(secret, HMAC);
        store.settings(Setting.Scope.ERASED, ERASED_MAX).forEach(setting -> hashes.add(setting.name()));
    }

    boolean isErased(RecordKey key) {
        return !hashes.isEmpty() && hashes.contains(hash(key));
    }

    void remember(RecordKey key, long at, UnitOfWork work) {
        String hash = hash(key);
        work.put(new Setting(Setting.Scope.ERASED, hash, "", at));
        if (hashes.add(hash)) {
            work.onRollback(() -> hashes.remove(hash));
        }
    }

    private String hash(RecordKey key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            byte[] bytes = mac.doFinal(
                    (key.system() + '\0' + key.entity() + '\0' + key.id()).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JDK has HMAC-SHA-256", impossible);
        }
    }
}
