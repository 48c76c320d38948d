package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the reading from one system goes: it runs, backs off after a failure that may pass, or stands still after one that
 * somebody has to mend. Safe for several threads.
 */
public final class ConnectionHealth {
    private static final Duration BACKOFF_FIRST = Duration.ofSeconds(1);
    private static final Duration BACKOFF_MAX = Duration.ofMinutes(5);
    private static final int DOUBLINGS_MAX = 9;

    /** Whether the system is read. */
    public enum State {
        RUNNING,
        BACKING_OFF,
        FAILED,
        PAUSED
    }

    private final Clock clock;
    private State state = State.RUNNING;
    private Instant since;
    private Instant notBefore = Instant.MIN;
    private int failures;
    private @Nullable ErrorCode lastError;
    private @Nullable String pausedBy;
    private @Nullable Instant lastSuccess;
    private @Nullable Instant lastRecord;
    private long records;
    private long rejected;

    public ConnectionHealth(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /** True if the system may be asked now. */
    public synchronized boolean isDue() {
        return state == State.RUNNING
                || (state == State.BACKING_OFF && !clock.instant().isBefore(notBefore));
    }

    /**
     * Takes note of a page that was taken whole. A pause that came meanwhile holds.
     *
     * @param taken records of the page
     * @param deadLettered those of them that went to the dead letters
     */
    public synchronized void succeeded(int taken, int deadLettered) {
        if (state != State.PAUSED) {
            enter(State.RUNNING);
        }
        failures = 0;
        lastSuccess = clock.instant();
        if (taken > 0) {
            lastRecord = lastSuccess;
        }
        records += taken;
        rejected += deadLettered;
    }

    /** Takes note of a failure; its kind decides what follows. */
    public synchronized void failed(GatewayException failure) {
        lastError = failure.code();
        if (state == State.PAUSED) {
            return;
        }
        switch (failure.kind()) {
            case FATAL -> enter(State.FAILED);
            case RETRYABLE, REJECTED -> {
                Duration own = BACKOFF_FIRST.multipliedBy(1L << Math.min(failures++, DOUBLINGS_MAX));
                Duration bounded = own.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : own;
                Duration asked = failure.retryAfter();
                notBefore = clock.instant().plus(asked == null ? bounded : asked);
                enter(State.BACKING_OFF);
            }
        }
    }

    /** Takes note of something that was refused and put aside, and holds up nothing. */
    public synchronized void noted(ErrorCode refusal) {
        lastError = refusal;
    }

    /** Stops reading until it is resumed; {@code by} is the login that wants it. */
    public synchronized void pause(String by) {
        pausedBy = by;
        enter(State.PAUSED);
    }

    /** Goes on, also after a failure that somebody mended. */
    public synchronized void resume() {
        failures = 0;
        pausedBy = null;
        enter(State.RUNNING);
    }

    private void enter(State next) {
        if (state != next) {
            state = next;
            since = clock.instant();
        }
    }

    public synchronized State state() {
        return state;
    }

    public synchronized Instant since() {
        return since;
    }

    /** Code of the last failure, also if it has passed; null if there was none. */
    public synchronized @Nullable ErrorCode lastError() {
        return lastError;
    }

    /** Login that paused the reading, or null. */
    public synchronized @Nullable String pausedBy() {
        return pausedBy;
    }

    /** When a page was last taken, even an empty one; null if none was. */
    public synchronized @Nullable Instant lastSuccess() {
        return lastSuccess;
    }

    /** When a page with records was last taken, or null. */
    public synchronized @Nullable Instant lastRecord() {
        return lastRecord;
    }

    /** Records taken since the start. */
    public synchronized long records() {
        return records;
    }

    /** Of these, records that went to the dead letters. */
    public synchronized long rejected() {
        return rejected;
    }
}
