package dev.karat.camel.connector.http;

import dev.karat.camel.connector.spec.Limits;

/**
 * A rate as evenly spaced calls with a burst of one period (the generic cell rate algorithm, ITU-T I.371). Times are
 * monotone nanoseconds. Safe for several threads.
 */
final class Pace {
    private final Limits.Rate rate;
    private long spacing;
    private long burst;
    private long nextAt;

    Pace(Limits.Rate rate, long now) {
        this.rate = rate;
        this.nextAt = now;
        share(1, now);
    }

    /** Takes a part of the rate, more than 0 and at most 1. It gives back what is too much, and no calls at once. */
    synchronized void share(double part, long now) {
        long left = spacing == 0 ? Long.MAX_VALUE : remaining(now);
        spacing = Math.max(1, Math.round(rate.per().toNanos() / (rate.requests() * part)));
        burst = Math.max(0, rate.per().toNanos() - spacing);
        atMost(left, now);
    }

    /**
     * Nanoseconds until a call may start, which then counts; what is longer than {@code max} does not count.
     *
     * @param kept share of the burst that is left to others, 0 to 1
     */
    synchronized long take(long now, long max, double kept) {
        long at = Math.max(nextAt, now);
        long wait = Math.max(0, at - Math.round(burst * (1 - kept)) - now);
        if (wait <= max) {
            nextAt = at + spacing;
        }
        return wait;
    }

    /** Calls that may start at once. */
    synchronized long remaining(long now) {
        return Math.max(0, (now + burst - Math.max(nextAt, now)) / spacing + (now + burst >= nextAt ? 1 : 0));
    }

    /** Nanoseconds until the whole burst may be used again. */
    synchronized long full(long now) {
        return Math.max(0, nextAt - now);
    }

    /** The vendor counts fewer that are left than we do: others use the same account. */
    synchronized void atMost(long calls, long now) {
        if (calls < remaining(now)) {
            nextAt = now + burst - (calls - 1) * spacing;
        }
    }
}
