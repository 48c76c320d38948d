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
    private @Nullable Instant lastSuccess;
    private long records;

    public ConnectionHealth(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /** True if the system may be asked now. */
    public synchronized boolean isDue() {
        return state == State.RUNNING
                || (state == State.BACKING_OFF && !clock.instant().isBefore(notBefore));
    }

    /** Takes note of a page that was taken whole. */
    public synchronized void succeeded(int taken) {
        enter(State.RUNNING);
        failures = 0;
        lastSuccess = clock.instant();
        records += taken;
    }

    /** Takes note of a failure; its kind decides what follows. */
    public synchronized void failed(GatewayException failure) {
        lastError = failure.code();
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

    /** Stops reading until it is resumed. */
    public synchronized void pause() {
        enter(State.PAUSED);
    }

    /** Goes on, also after a failure that somebody mended. */
    public synchronized void resume() {
        failures = 0;
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

    public synchronized @Nullable Instant lastSuccess() {
        return lastSuccess;
    }

    /** Records taken since the start. */
    public synchronized long records() {
        return records;
    }
}
