package dev.karat.engine.match;

/**
 * The levels of one pair, packed, and for each comparison the hash of the value whose frequency counts. Reused from pair
 * to pair by one thread.
 */
@SuppressWarnings("EnumOrdinal") // The levels are packed by position; nothing of it is stored.
final class PairVector {
    private long pattern;
    private final long[] values = new long[Comparison.COUNT];
    private long fullName;

    void clear() {
        pattern = 0;
        fullName = 0;
    }

    void set(Comparison comparison, Level level) {
        set(comparison, level, 0);
    }

    /** @param value hash of the value that both have, 0 if its frequency does not count */
    void set(Comparison comparison, Level level, long value) {
        int at = comparison.ordinal();
        pattern |= (long) level.ordinal() << (4 * at);
        values[at] = value;
    }

    /** Says that both bear the same given and family name. */
    void setFullName(long hash) {
        fullName = hash;
    }

    /** Hash of the whole name that both bear, 0 if they do not. */
    long fullName() {
        return fullName;
    }

    Level level(Comparison comparison) {
        return Level.of(comparison.in(pattern));
    }

    long pattern() {
        return pattern;
    }

    long value(int comparison) {
        return values[comparison];
    }
}
