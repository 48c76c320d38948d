package dev.karat.camel.system;

import dev.karat.camel.connector.read.RecordFacts;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * When records of a system were seen, in microseconds since 1970 UTC, strictly rising whatever the clock does. A page counts
 * from when the vendor was asked for it: what a call told while it was on its way is newer. Safe for use by several
 * threads.
 */
public final class Observations {
    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    Observations(Clock clock) {
        this.clock = clock;
    }

    /** Now, and later than all before. */
    public long next() {
        long now = RecordFacts.micros(clock.instant());
        return last.updateAndGet(before -> Math.max(now, before + 1));
    }

    /**
     * Times for what a page holds, one after the other.
     *
     * @param askedAt what {@link #next} was when it was asked for; 0 for as new as it can be
     */
    LongSupplier of(long askedAt) {
        if (askedAt == 0) {
            return this::next;
        }
        var times = new AtomicLong(askedAt);
        return () -> {
            long time = times.getAndIncrement();
            last.accumulateAndGet(time, Math::max);
            return time;
        };
    }
}
