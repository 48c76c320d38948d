package dev.karat.engine.normalize;

/**
 * 64-bit hashes that are the same in every process, for keys that are stored. FNV-1a over the characters with the
 * final mixing step of MurmurHash3, because the plain one spreads short texts badly in its high bits.
 */
public final class Hash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hash() {}

    public static long of(CharSequence text) {
        long hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return mix(hash);
    }

    /** Joins two hashes; the order of the two matters. */
    public static long join(long first, long second) {
        return mix((first * PRIME) ^ second);
    }

    /** Spreads every bit of the value over all 64. */
    public static long mix(long value) {
        long hash = value;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
