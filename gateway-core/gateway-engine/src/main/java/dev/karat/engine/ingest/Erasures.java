package dev.karat.engine.ingest;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.commit.UnitOfWork;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers, as keyed hashes, which records were erased on request, so that a system that still reports them, or what
 * they do, does not bring the customer back. The key is kept outside of the database: without it the hashes say nothing. Safe for several
 * threads.
 */
public final class Erasures {
    /** Hashes that are remembered, at most: a few for each record. */
    public static final int ERASED_MAX = 3_000_000;

    private static final String HMAC = "HmacSHA256";

    /** Stands where the kind of record does; no kind of record is empty. */
    private static final String REFERENCE = "";

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

    /** True if the record was erased, so that it must not be stored. */
    public boolean isErased(RecordKey key) {
        return !hashes.isEmpty() && hashes.contains(hash(key.system(), key.entity(), key.id()));
    }

    /** True if the interaction names a record that was erased, by its id or by an address that it held. */
    boolean isErased(Interaction interaction) {
        return !hashes.isEmpty() && hashes.contains(hash(interaction.system(), REFERENCE, interaction.customerRef()));
    }

    void remember(StoredRecord record, long at, UnitOfWork work) {
        RecordKey key = record.key();
        remember(hash(key.system(), key.entity(), key.id()), at, work);
        remember(hash(key.system(), REFERENCE, key.id()), at, work);
        record.data()
                .texts(Attribute.EMAILS)
                .forEach(address -> remember(hash(key.system(), REFERENCE, address), at, work));
    }

    private void remember(String hash, long at, UnitOfWork work) {
        work.put(new Setting(Setting.Scope.ERASED, hash, "", at));
        if (hashes.add(hash)) {
            work.onRollback(() -> hashes.remove(hash));
        }
    }

    /** Tells whether two nodes have the same key, without telling the key. */
    public static String fingerprint(byte[] secret) {
        return hash(new SecretKeySpec(secret, HMAC), "erasure-key");
    }

    private String hash(String system, String kind, String id) {
        return hash(secret, system + '\0' + kind + '\0' + id);
    }

    private static String hash(SecretKeySpec secret, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            byte[] bytes = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JDK has HMAC-SHA-256", impossible);
        }
    }
}
