package dev.karat.engine.store;

import dev.karat.engine.survivorship.GoldenProfile;
import org.jspecify.annotations.Nullable;

/**
 * A golden id and what it stands for now. The id is for ever: it is live, archived, or redirects.
 *
 * @param id public id
 * @param mintSeq order of minting; the oldest anchored id of a cluster wins
 * @param anchorRid record that the id hangs on; {@link #NO_ANCHOR} if none is left
 * @param redirectTo the id that took over, or null
 * @param version rises by one with every visible change
 * @param profile values with their provenance; empty if archived or redirected
 * @param changedAt microseconds since 1970 UTC
 */
public record StoredGolden(
        String id,
        long mintSeq,
        long anchorRid,
        Status status,
        @Nullable String redirectTo,
        long version,
        GoldenProfile profile,
        long changedAt) {
    public static final long NO_ANCHOR = -1;

    public enum Status {
        LIVE,
        /** No live record is left in it. */
        ARCHIVED,
        /** Another id took over. */
        REDIRECT
    }
}
