package dev.karat.server.ops;

import org.jspecify.annotations.Nullable;

/** Another try of what could not be taken. */
@FunctionalInterface
public interface DeadLetterReplay {
    /**
     * Takes letters again, as they were received; one that fails again becomes a new letter.
     *
     * @param system only those of this system, or null for all
     * @param limit at most so many, the oldest first
     * @return how many were tried
     */
    int replay(@Nullable String system, int limit);
}
