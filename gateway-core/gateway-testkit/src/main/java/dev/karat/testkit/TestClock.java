package dev.karat.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves only when it is told to, between the years 1678 and 2262. Safe for use by several threads. */
public final class TestClock extends Clock {
    private static final long NANOS = 1_000_000_000L;

    private final AtomicLong nowNanos;
    private final ZoneId zone;

    private TestClock(AtomicLong nowNanos, ZoneId zone) {
        this.nowNanos = nowNanos;
        this.zone = zone;
    }

    /** A clock that stands at the instant, in UTC. */
    public static TestClock at(Instant instant) {
        return new TestClock(new AtomicLong(nanos(instant)), ZoneOffset.UTC);
    }

    /** A clock that stands at the instant, such as {@code 2026-01-02T03:04:05Z}. */
    public static TestClock at(String instant) {
        return at(Instant.parse(instant));
    }

    /** Moves the clock; a negative step moves it back. Returns the new time. */
    public Instant advance(Duration step) {
        return instant(nowNanos.addAndGet(step.toNanos()));
    }

    /** Sets the clock to any instant. */
    public void set(Instant instant) {
        nowNanos.set(nanos(instant));
    }

    @Override
    public Instant instant() {
        return instant(nowNanos.get());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same time, shared with this clock, in another zone. */
    @Override
    public Clock withZone(ZoneId other) {
        return new TestClock(nowNanos, other);
    }

    private static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
