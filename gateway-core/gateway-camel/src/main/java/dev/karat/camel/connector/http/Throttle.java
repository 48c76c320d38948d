package dev.karat.camel.connector.http;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Limits;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls within a vendor's limits: so many at once, so many in a time, and none while the vendor asks for a
 * pause. Callers wait here; who would wait too long is sent away with the time to come back. Safe for use by several
 * threads.
 */
final class Throttle {
    private final Semaphore places;
    private final @Nullable Pace pace;
    private final long waitNanosMax;
    private final LongSupplier nanos;
    private long pausedUntil;

    /** A rate as evenly spaced calls with a burst of one period (the generic cell rate algorithm, ITU-T I.371). */
    static final class Pace {
        private final long spacing;
        private final long burst;
        private long nextAt;

        Pace(Limits.Rate rate, long now) {
            this.spacing = Math.max(1, rate.per().toNanos() / rate.requests());
            this.burst = rate.per().toNanos() - spacing;
            this.nextAt = now;
        }

        /** Nanoseconds until a call may start, which then counts; what is longer than {@code max} does not count. */
        synchronized long take(long now, long max) {
            long at = Math.max(nextAt, now);
            long wait = Math.max(0, at - burst - now);
            if (wait <= max) {
                nextAt = at + spacing;
            }
            return wait;
        }
    }

    /**
     * @param waitMax longest wait of a caller
     * @param nanos monotone time in nanoseconds
     */
    Throttle(Limits limits, Duration waitMax, LongSupplier nanos) {
        this.places = new Semaphore(limits.concurrency(), true);
        this.nanos = nanos;
        this.pace = limits.rate() == null ? null : new Pace(limits.rate(), nanos.getAsLong());
        this.waitNanosMax = waitMax.toNanos();
        this.pausedUntil = nanos.getAsLong();
    }

    /**
     * Waits for a place; {@link #release} gives it back.
     *
     * @param further a narrower rate of this kind of call, or null
     * @throws GatewayException VENDOR_RATE_LIMITED with the time to come back, if the wait would be too long
     */
    void acquire(@Nullable Pace further) throws InterruptedException {
        long now = nanos.getAsLong();
        long wait = remainingPause(now);
        // Who is sent away uses up nothing of the rate.
        refuseIfTooLong(wait);
        if (further != null) {
            wait = Math.max(wait, further.take(now, waitNanosMax));
            refuseIfTooLong(wait);
        }
        if (pace != null) {
            wait = Math.max(wait, pace.take(now, waitNanosMax));
            refuseIfTooLong(wait);
        }
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        if (!places.tryAcquire(waitNanosMax, TimeUnit.NANOSECONDS)) {
            throw tooBusy(Duration.ofNanos(waitNanosMax));
        }
    }

    void release() {
        places.release();
    }

    /** Lets no call start for that long: the vendor asked for it, whichever call it told. */
    synchronized void pause(Duration wait) {
        pausedUntil = Math.max(pausedUntil, nanos.getAsLong() + wait.toNanos());
    }

    private synchronized long remainingPause(long now) {
        return Math.max(0, pausedUntil - now);
    }

    private void refuseIfTooLong(long wait) {
        if (wait > waitNanosMax) {
            throw tooBusy(Duration.ofNanos(wait));
        }
    }

    private static GatewayException tooBusy(Duration wait) {
        return new GatewayException(ErrorCode.VENDOR_RATE_LIMITED, "The vendor's limit is used up for now", wait, null);
    }
}
