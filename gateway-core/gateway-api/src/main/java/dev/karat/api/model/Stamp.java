package dev.karat.api.model;

import java.util.Comparator;

/**
 * The place of one version in the life of its record, fixed once when its bytes were taken and replayed unchanged.
 * The state of a record is the version with the greatest stamp, so the order of arrival does not matter.
 *
 * @param epoch raised when the source changes its kind of token, so that unlike tokens never compare
 * @param token the source's own version: a number, or an instant in microseconds; {@link #NO_TOKEN} if it has none.
 *     Tokens of different systems are never compared.
 * @param observedAt when Karat took the bytes, in microseconds since 1970 UTC, strictly rising per connection
 * @param hash hash of the content, which breaks the last tie
 */
public record Stamp(int epoch, long token, long observedAt, String hash) implements Comparable<Stamp> {
    /** The source gives no version of its own. */
    public static final long NO_TOKEN = Long.MIN_VALUE;

    private static final Comparator<Stamp> ORDER = Comparator.comparingInt(Stamp::epoch)
            .thenComparingLong(Stamp::token)
            .thenComparingLong(Stamp::observedAt)
            .thenComparing(Stamp::hash);

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }

    /** True if both describe the same content at the same version of the source, however often it was read. */
    public boolean sameVersion(Stamp other) {
        return epoch == other.epoch && token == other.token && hash.equals(other.hash);
    }
}
