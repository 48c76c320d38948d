package dev.karat.engine.policy;

import dev.karat.api.model.Attribute;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one system gets back.
 *
 * @param system name of the target and of the system it is
 * @param phase the highest phase that the file allows
 * @param mode whether it may create
 * @param where JSLT expression over the profile that must be true, or null for all
 * @param give attributes that are written
 * @param blanksClear true if an empty golden value empties a filled field there
 * @param duplicates whether every record is written where the target holds a customer more than once, or only the one
 *     with the smallest id; vendors refuse to hold one address twice
 * @param canary customers that are written in the canary phase, at most
 * @param brake limits of one run
 */
public record TargetPolicy(
        String system,
        Phase phase,
        Mode mode,
        @Nullable String where,
        Set<Attribute> give,
        boolean blanksClear,
        boolean duplicates,
        int canary,
        Brake brake) {
    public TargetPolicy {
        give = Set.copyOf(give);
    }

    public enum Mode {
        UPDATE,
        UPSERT
    }

    /**
     * What stops a run until an operator approves it.
     *
     * @param creates records that one run may create
     * @param updates records that one run may change
     * @param deletes records that one run may delete
     * @param clears records of which one run may empty a field
     * @param per how long one run lasts, from its first write on
     */
    public record Brake(BrakeLimit creates, BrakeLimit updates, BrakeLimit deletes, BrakeLimit clears, Duration per) {
        public static final Brake STANDARD = new Brake(
                BrakeLimit.percent(10),
                BrakeLimit.percent(10),
                BrakeLimit.NONE,
                BrakeLimit.percent(5),
                Duration.ofHours(1));

        /** One that never holds. */
        public static final Brake OPEN =
                new Brake(BrakeLimit.ALL, BrakeLimit.ALL, BrakeLimit.ALL, BrakeLimit.ALL, Duration.ofHours(1));
    }
}
