package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the reading from one system stands.
 *
 * @param name system of {@code gateway.yaml}
 * @param since when it came into this state
 * @param pausedBy login that paused it, or null
 * @param errorCode why it does not run well, or null
 * @param lastSuccessAt last page that was taken to its end, or null
 * @param lastRecordAt last record that was taken, or null
 * @param recordsTotal records taken since the start
 * @param rejectedTotal of these, records that went to the dead letters
 * @param baselineComplete the system was read to its end once
 * @param quota what may be asked of its account at the vendor; null if it is not reached by calls over HTTP
 */
public record ConnectionStatus(
        String name,
        State state,
        Instant since,
        @Nullable String pausedBy,
        @Nullable ErrorCode errorCode,
        @Nullable Instant lastSuccessAt,
        @Nullable Instant lastRecordAt,
        long recordsTotal,
        long rejectedTotal,
        boolean baselineComplete,
        @Nullable QuotaStatus quota) {
    /** What a connection is doing. */
    public enum State {
        RUNNING,
        PAUSED,
        /** The vendor fails or slows it down; it tries again by itself. */
        BACKING_OFF,
        /** It stopped and waits for a person. */
        FAILED,
        /** It runs, but has been silent for longer than the system's freshness allows. */
        STALE
    }

    /** True if a person has to look. */
    boolean needsAttention() {
        return state == State.FAILED || state == State.STALE;
    }
}
