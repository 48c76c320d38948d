package dev.karat.testkit.twin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Counts requests that leak away at a steady rate. Safe for use by several threads. */
final class LeakyBucket {
    private static final double NANOS = 1e9;

    private final Clock clock;
    private final int capacity;
    private final double perSecond;
    private double level;
    private Instant seen;

    LeakyBucket(Clock clock, int capacity, double perSecond) {
        this.clock = clock;
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.seen = clock.instant();
    }

    /** Takes one request, if it still fits. */
    synchronized boolean take() {
        leak();
        if (level + 1 > capacity) {
            return false;
        }
        level++;
        return true;
    }

    /** Requests in the bucket, rounded up. */
    synchronized int level() {
        leak();
        return (int) Math.ceil(level);
    }

    int capacity() {
        return capacity;
    }

    /** Seconds until one more request fits. */
    synchronized double secondsToWait() {
        leak();
        return Math.max(0, level + 1 - capacity) / perSecond;
    }

    private void leak() {
        Instant now = clock.instant();
        level = Math.max(0, level - Duration.between(seen, now).toNanos() / NANOS * perSecond);
        seen = now;
    }
}
