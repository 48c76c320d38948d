package dev.karat.engine.delivery;

import dev.karat.engine.policy.TargetPolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeSet;

/** Tells what a target is given from what it was given before. Phase, canary and brake are not part of it. */
public final class TargetFingerprint {
    private static final int BYTES = 16;

    private TargetFingerprint() {}

    /**
     * The same for the same, in every process and version.
     *
     * @param mapping fingerprint of how the target's records are written
     */
    public static String of(TargetPolicy target, String mapping) {
        var give = new TreeSet<String>();
        target.give().forEach(attribute -> give.add(attribute.name()));
        return of(String.join(
                "\n",
                String.join(",", give),
                String.valueOf(target.where()),
                target.mode().name(),
                "clear " + target.blanksClear(),
                "duplicates " + target.duplicates(),
                mapping));
    }

    /** Of any text: 32 hexadecimal digits. */
    public static String of(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
