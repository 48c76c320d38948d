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
 * @param system the only system whose records of this profile changed, while nothing of the profile did; null for any
 */
public record StoredChange(
        long seq,
        String goldenId,
        long version,
        Type type,
        Set<Attribute> attributes,
        @Nullable String other,
        String cause,
        long at,
        @Nullable String system) {
    /** One that may concern every system. */
    public StoredChange(
            long seq,
            String goldenId,
            long version,
            Type type,
            Set<Attribute> attributes,
            @Nullable String other,
            String cause,
            long at) {
        this(seq, goldenId, version, type, attributes, other, cause, at, null);
    }

    /** True if what that system should hold, or does, may be another than before. */
    public boolean concerns(String target) {
        return system == null || system.equals(target);
    }

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
