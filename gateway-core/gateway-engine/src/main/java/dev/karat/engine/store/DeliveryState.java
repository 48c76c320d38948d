package dev.karat.engine.store;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import org.jspecify.annotations.Nullable;

/**
 * What one target should hold of one profile, what it was last given, and what it answered.
 *
 * @param target name of the target
 * @param goldenId profile
 * @param externalId record id there; {@link #NO_ID} while it has to be created
 * @param status what is to be done
 * @param desired what the target should hold now
 * @param written what was last written, or is about to be; null if Karat never wrote there
 * @param readBack what the vendor answered it holds, canonical; null if unknown
 * @param earlier what it may still show of Karat's writing before the last write, until it was read after the answer to
 *     that; null if nothing
 * @param before what it said by itself when Karat wrote over it; null for nothing, or if it was never written
 * @param token concurrency token of the vendor
 * @param attempts failed tries in a row
 * @param nextAttemptAt microseconds since 1970 UTC; 0 for at once
 * @param error why the last try failed
 * @param created the record exists because Karat created it
 * @param changedAt microseconds since 1970 UTC
 * @param operation what pending means, beyond the consents that are still to be written
 */
public record DeliveryState(
        String target,
        String goldenId,
        String externalId,
        Status status,
        CustomerData desired,
        @Nullable CustomerData written,
        @Nullable CustomerData readBack,
        @Nullable CustomerData earlier,
        @Nullable CustomerData before,
        @Nullable String token,
        int attempts,
        long nextAttemptAt,
        @Nullable ErrorCode error,
        boolean created,
        long changedAt,
        Operation operation) {
    public static final String NO_ID = "";

    /** One whose fields are to be written. */
    public DeliveryState(
            String target,
            String goldenId,
            String externalId,
            Status status,
            CustomerData desired,
            @Nullable CustomerData written,
            @Nullable CustomerData readBack,
            @Nullable CustomerData before,
            @Nullable String token,
            int attempts,
            long nextAttemptAt,
            @Nullable ErrorCode error,
            boolean created,
            long changedAt) {
        this(
                target,
                goldenId,
                externalId,
                status,
                desired,
                written,
                readBack,
                null,
                before,
                token,
                attempts,
                nextAttemptAt,
                error,
                created,
                changedAt,
                Operation.WRITE);
    }

    /** What the record was last seen to hold of what Karat wrote there; null if nobody ever saw it. */
    public @Nullable CustomerData lastSeen() {
        return readBack != null ? readBack : earlier;
    }

    /** What is done to the record. */
    public enum Operation {
        /** Nothing: it is left alone. */
        NONE,
        /** It is created, or given the fields that it should hold. */
        WRITE,
        /** Its fields are emptied. */
        CLEAR,
        DEACTIVATE,
        DELETE;

        /** True if the record is taken away. */
        public boolean withdraws() {
            return this == DEACTIVATE || this == DELETE;
        }
    }

    public enum Status {
        /** The target holds what it should, as far as is known. */
        SETTLED,
        /** To be written. */
        PENDING,
        /** A write was started; until its outcome is known it counts as done and is looked up before another. */
        INTENT,
        /** Refused by the vendor; a new desired state or a replay tries again. */
        REJECTED,
        /** Kept back by the brake or by a rule. */
        HELD
    }
}
