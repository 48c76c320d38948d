package dev.karat.camel.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one subscriber stands. Counts and times are of this node since its start, the rest of all nodes. No personal data.
 *
 * @param behind changes that were not looked at yet
 * @param held customers whose events wait for another attempt
 * @param stopped why nothing is sent until somebody resumes it, or null
 * @param notBefore nothing is sent before this time, or null
 * @param lastFailure what the last event that was not taken came upon, also if that has passed; or null
 */
public record SubscriberStatus(
        String name,
        State state,
        long behind,
        int held,
        @Nullable String stopped,
        @Nullable Instant notBefore,
        long taken,
        long refused,
        @Nullable Instant lastTaken,
        @Nullable String lastFailure) {
    /** What happens with its events. */
    public enum State {
        /** They are sent. */
        RUNNING,
        /** It takes nothing or asked for a pause; it is tried again. */
        BACKING_OFF,
        /** It answered 410, or an operator stopped it. */
        STOPPED,
        /** Another node sends them. */
        ELSEWHERE,
        /** A route reads them. */
        ROUTE
    }
}
