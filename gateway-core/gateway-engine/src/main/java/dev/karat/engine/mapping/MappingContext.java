package dev.karat.engine.mapping;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a system's settings add to the reading of its records.
 *
 * @param country ISO 3166 alpha-2 of the place where numbers and dates were written, or null if it is not known
 * @param zone zone of times that are written without one
 * @param blank what an empty field means
 */
public record MappingContext(@Nullable String country, ZoneId zone, Blank blank) {
    /** What it means that a field is there but empty. */
    public enum Blank {
        /** It asserts nothing. */
        UNKNOWN,
        /** The value was removed on purpose. */
        CLEARED
    }

    /** No country, UTC, empty fields assert nothing. */
    public static final MappingContext PLAIN = new MappingContext(null, ZoneOffset.UTC, Blank.UNKNOWN);
}
