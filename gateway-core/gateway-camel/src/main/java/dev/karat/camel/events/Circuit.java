package dev.karat.camel.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from a subscriber that takes nothing: after some failures in a row it is open for a while, then lets one
 * call through that decides. Safe for several threads.
 */
final class Circuit {
    /** Failures in a row that open it. */
    private static final int FAILURES = 5;

    private final Clock clock;
    private final Backoff backoff;
    private int failures;
    private int opened;
    private Instant until = Instant.MIN;

    Circuit(Clock clock, Backoff backoff) {
        this.clock = clock;
        this.backoff = backoff;
    }

    /** True while nothing may be sent. */
    synchronized boolean isOpen() {
        return clock.instant().isBefore(until);
    }

    /** True while it is not known whether the subscriber takes something again. */
    synchronized boolean isProbing() {
        return opened > 0;
    }

    synchronized Instant until() {
        return until;
    }

    synchronized void taken() {
        failures = 0;
        opened = 0;
    }

    synchronized void failed() {
        failures++;
        // Calls that were under way when it opened say nothing new.
        if (!isOpen() && (failures >= FAILURES || opened > 0)) {
            open();
        }
    }

    private void open() {
        until = clock.instant().plus(backoff.after(++opened));
    }

    /**
     * The subscriber is too busy.
     *
     * @param wait that it asks for, or null
     */
    synchronized void pause(@Nullable Duration wait) {
        if (wait != null) {
            Instant asked = clock.instant().plus(wait);
            until = asked.isAfter(until) ? asked : until;
        } else if (!isOpen()) {
            open();
        }
    }

    /** An operator says that it is mended. */
    synchronized void close() {
        taken();
        until = Instant.MIN;
    }
}
