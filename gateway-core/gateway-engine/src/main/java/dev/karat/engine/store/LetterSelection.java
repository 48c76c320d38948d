package dev.karat.engine.store;

import dev.karat.api.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant; what is null may be anything.
 *
 * @param id number of the one letter
 * @param system where it came from, or where it was to go
 * @param code why it is dead
 */
public record LetterSelection(
        @Nullable Long id,
        @Nullable String system,
        @Nullable ErrorCode code) {
    /** All there are. */
    public static final LetterSelection ALL = new LetterSelection(null, null, null);

    /** Those of a system, or all if it is null. */
    public static LetterSelection of(@Nullable String system) {
        return new LetterSelection(null, system, null);
    }
}
