package dev.karat.engine.identity;

import java.util.random.RandomGenerator;

/** Mints golden ids: ULIDs, 26 characters of Crockford's base 32, so that ids sort by the time of their minting. */
public final class GoldenIds {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private final RandomGenerator random;

    public GoldenIds(RandomGenerator random) {
        this.random = random;
    }

    /** @param at microseconds since 1970 UTC */
    String mint(long at) {
        var id = new char[26];
        long millis = at / 1000;
        for (int i = 9; i >= 0; i--, millis >>>= 5) {
            id[i] = DIGITS[(int) (millis & 31)];
        }
        for (int i = 10; i < 26; i++) {
            id[i] = DIGITS[random.nextInt(32)];
        }
        return new String(id);
    }
}
