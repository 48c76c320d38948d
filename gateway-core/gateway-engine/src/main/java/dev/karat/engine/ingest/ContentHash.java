package dev.karat.engine.ingest;

import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.CustomerDataJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Tells one content from another, such as that of a version of a record. */
public final class ContentHash {
    private static final int BYTES = 18;

    private ContentHash() {}

    /** Of a version of a record: equal for versions that say the same. */
    public static String of(CustomerData data) {
        return of(CustomerDataJson.write(data));
    }

    /**
     * Equal for equal content.
     *
     * @param canonical what it says, in one form
     */
    public static String of(String canonical) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
