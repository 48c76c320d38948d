package dev.karat.engine.store;

import dev.karat.api.model.Attribute;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the ordered change log.
 *
 * @param seq place in the log, rising without regard to gaps
 * @param version version of the profile that the change led to
 * @param attributes what differs from the version before
 * @param other the other golden id of a merge or unmerge
 * @param cause key of the record, or name of the decision, that caused it
 * @param at microseconds since 1970 UTC
 */
public record StoredChange(
        long seq,
        String goldenId,
        long version,
        Type type,
        Set<Attribute> attributes,
        @Nullable String other,
        String cause,
        long at) {
    /** Names as in the events that business systems receive. */
    public enum Type {
        CREATED,
        UPDATED,
        MERGED,
        UNMERGED,
        ARCHIVED,
        ERASED
    }
}
