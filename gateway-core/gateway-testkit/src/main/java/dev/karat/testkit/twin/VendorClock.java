package dev.karat.testkit.twin;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The clock of a vendor, which one thread may set back while it enters what happened long ago. */
final class VendorClock extends Clock {
    private final Clock base;
    private final ThreadLocal<@Nullable Instant> past;

    VendorClock(Clock base) {
        this(base, new ThreadLocal<>());
    }

    private VendorClock(Clock base, ThreadLocal<@Nullable Instant> past) {
        this.base = base;
        this.past = past;
    }

    /** Does the work as if it were that time, for this thread. */
    <T> T at(Instant time, Supplier<T> work) {
        past.set(time);
        try {
            return work.get();
        } finally {
            past.remove();
        }
    }

    @Override
    public Instant instant() {
        Instant set = past.get();
        return set == null ? base.instant() : set;
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new VendorClock(base.withZone(zone), past);
    }
}
