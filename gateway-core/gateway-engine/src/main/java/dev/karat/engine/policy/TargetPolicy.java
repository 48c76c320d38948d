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
 * @param mode what may be done to its records
 * @param where JSLT expression over the profile that must be true, or null for all
 * @param give attributes that are written
 * @param blanksClear true if an empty golden value empties a filled field there
 * @param duplicates whether every record is written where the target holds a customer more than once, or only the one
 *     with the smallest id; vendors refuse to hold one address twice
 * @param canary customers that are written in the canary phase, at most
 * @param brake limits of one run
 * @param never attributes that must not get there, also not to look a record up
 * @param onArchive what becomes of the record of a customer whom nobody vouches for any more
 * @param onLeave what becomes of the record of a customer who does not pass {@code where} any more
 * @param consents which consents are written
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
        Brake brake,
        Set<Attribute> never,
        Withdrawal onArchive,
        Withdrawal onLeave,
        Consents consents) {
    public TargetPolicy {
        give = Set.copyOf(give);
        never = Set.copyOf(never);
    }

    /** One of which a file says no more than this. */
    public TargetPolicy(
            String system,
            Phase phase,
            Mode mode,
            @Nullable String where,
            Set<Attribute> give,
            boolean blanksClear,
            boolean duplicates,
            int canary,
            Brake brake) {
        this(
                system,
                phase,
                mode,
                where,
                give,
                blanksClear,
                duplicates,
                canary,
                brake,
                Set.of(),
                Withdrawal.KEEP,
                Withdrawal.KEEP,
                Consents.REFUSALS);
    }

    /** What may be done to a target's records. Refusals of consent are written in every mode. */
    public enum Mode {
        /** Records that are there are changed. */
        UPDATE(false, true, false),
        /** Customers who are missing are created, too. */
        UPSERT(true, true, false),
        /** As upsert, and who is not wanted any more is withdrawn. */
        MIRROR(true, true, true),
        /** Customers who are missing are created, and left alone from then on. */
        INSERT_ONLY(true, false, false),
        /** As update, and who is not wanted any more is withdrawn. */
        ARCHIVE(false, true, true);

        private final boolean creates;
        private final boolean changes;
        private final boolean withdraws;

        Mode(boolean creates, boolean changes, boolean withdraws) {
            this.creates = creates;
            this.changes = changes;
            this.withdraws = withdraws;
        }

        public boolean creates() {
            return creates;
        }

        public boolean changes() {
            return changes;
        }

        public boolean withdraws() {
            return withdraws;
        }
    }

    /** What becomes of a record that is not wanted any more. */
    public enum Withdrawal {
        KEEP,
        /** The fields of {@code give} are emptied. */
        CLEAR,
        DEACTIVATE,
        DELETE
    }

    /** Which consents are written, in the way that the connector declares for them. */
    public enum Consents {
        NONE,
        /** Refusals only. */
        REFUSALS,
        /** Proven grants, too, where the target's customer has not refused. */
        ALL
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
