package dev.karat.camel.connector.http;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.Limits;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of one account at a vendor, whichever systems and routes use it: so many calls at once, so many in a
 * time, and none while the vendor asks for a pause. A part is kept for calls that somebody waits for. Callers wait here;
 * who would wait too long is sent away with the time to come back. Safe for several threads.
 */
public final class Quota {
    /** Calls that nobody waits for give their thread back soon. */
    private static final Duration BEHIND_WAIT_MAX = Duration.ofMillis(200);

    /** When who found no place for a call may look again. */
    private static final Duration PLACE_AGAIN = Duration.ofSeconds(1);

    /** After this time the other nodes know of their smaller parts, or have lost their turns. */
    private static final Duration OTHERS_KNOW = Duration.ofSeconds(6);

    private final String account;
    private final Limits limits;
    private final Semaphore places;
    private final Semaphore placesBehind;
    private final @Nullable Pace pace;
    private final Map<String, Pace> paces = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private volatile double part = 1;
    private double wanted = 1;
    private long wantedSince;
    private long pausedUntil;

    /**
     * How an account stands on this node.
     *
     * @param account its name
     * @param limit calls in the time of the limit; 0 if there is none
     * @param remaining calls that may be made at once; -1 if there is no limit
     * @param resetsIn until the whole limit may be used again, or the pause that the vendor asked for is over
     * @param running calls under way
     */
    public record Standing(String account, long limit, long remaining, Duration resetsIn, int running) {}

    /**
     * @param account its name, to be shown
     * @param nanos monotone time in nanoseconds
     */
    public Quota(String account, Limits limits, LongSupplier nanos) {
        this.account = account;
        this.limits = limits;
        this.places = new Semaphore(limits.concurrency(), true);
        this.placesBehind = new Semaphore(Math.max(1, limits.concurrency() - 1), true);
        this.nanos = nanos;
        this.pace = limits.rate() == null ? null : new Pace(limits.rate(), nanos.getAsLong());
        this.pausedUntil = nanos.getAsLong();
    }

    /**
     * Waits for a place; {@link #release} gives it back.
     *
     * @param kind of call, where its rate is further limited
     * @param further that rate, or null
     * @param behind nobody waits for the call
     * @throws GatewayException VENDOR_RATE_LIMITED with the time to come back, if the wait would be too long
     */
    void acquire(String kind, Limits.@Nullable Rate further, boolean behind) throws InterruptedException {
        long timeout = limits.timeout().toNanos();
        long waitMax = behind ? Math.min(timeout, BEHIND_WAIT_MAX.toNanos()) : timeout;
        long now = nanos.getAsLong();
        long wait = remainingPause(now);
        // Who is sent away uses up nothing of the rate.
        refuseIfTooLong(wait, waitMax);
        if (further != null) {
            wait = Math.max(wait, pace(kind, further).take(now, waitMax, 0));
            refuseIfTooLong(wait, waitMax);
        }
        if (pace != null) {
            wait = Math.max(wait, pace.take(now, waitMax, behind ? limits.reserve() : 0));
            refuseIfTooLong(wait, waitMax);
        }
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        enter(behind, waitMax);
    }

    private void enter(boolean behind, long waitMax) throws InterruptedException {
        if (behind && !placesBehind.tryAcquire(waitMax, TimeUnit.NANOSECONDS)) {
            throw tooBusy(PLACE_AGAIN);
        }
        boolean entered = false;
        try {
            entered = places.tryAcquire(waitMax, TimeUnit.NANOSECONDS);
        } finally {
            if (!entered && behind) {
                placesBehind.release();
            }
        }
        if (!entered) {
            throw tooBusy(PLACE_AGAIN);
        }
    }

    void release(boolean behind) {
        places.release();
        if (behind) {
            placesBehind.release();
        }
    }

    private Pace pace(String kind, Limits.Rate rate) {
        return paces.computeIfAbsent(kind, any -> {
            var fresh = new Pace(rate, nanos.getAsLong());
            fresh.share(part, nanos.getAsLong());
            return fresh;
        });
    }

    /** Lets no call start for that long: the vendor asked for it, whichever call it told. */
    synchronized void pause(Duration wait) {
        long most = Math.min(wait.toNanos(), limits.retryAfterMax().toNanos());
        pausedUntil = Math.max(pausedUntil, nanos.getAsLong() + most);
    }

    /** How long it still pauses; zero if it does not. */
    Duration pause() {
        return Duration.ofNanos(remainingPause(nanos.getAsLong()));
    }

    String account() {
        return account;
    }

    /**
     * What the vendor says is left, of its own count.
     *
     * @param reset until it counts anew, or null if it does not say
     */
    void told(long remaining, @Nullable Duration reset) {
        if (pace != null) {
            pace.atMost((long) Math.max(0, remaining * part), nanos.getAsLong());
        }
        if (remaining <= 0 && reset != null) {
            pause(reset);
        }
    }

    /**
     * Takes a part of the account's rate, since other nodes call the vendor too. A smaller one holds at once, a larger one
     * when it was wanted for some seconds, and it begins with no more calls than were left. A call at a time is always
     * possible, so that of a limit of very few calls each node may take one too many.
     *
     * @param of more than 0, at most 1
     */
    public synchronized void share(double of) {
        long now = nanos.getAsLong();
        if (of != wanted) {
            wanted = of;
            wantedSince = now;
        }
        if (of < part || (of > part && now - wantedSince >= OTHERS_KNOW.toNanos())) {
            part = of;
            if (pace != null) {
                pace.share(of, now);
            }
            paces.values().forEach(one -> one.share(of, now));
        }
    }

    public Standing standing() {
        long now = nanos.getAsLong();
        long pause = remainingPause(now);
        Limits.Rate rate = limits.rate();
        long full = pace == null ? 0 : pace.full(now);
        return new Standing(
                account,
                rate == null ? 0 : rate.requests(),
                pause > 0 ? 0 : pace == null ? -1 : pace.remaining(now),
                Duration.ofNanos(Math.max(full, pause)),
                limits.concurrency() - places.availablePermits());
    }

    private synchronized long remainingPause(long now) {
        return Math.max(0, pausedUntil - now);
    }

    private static void refuseIfTooLong(long wait, long waitMax) {
        if (wait > waitMax) {
            throw tooBusy(Duration.ofNanos(wait));
        }
    }

    private static GatewayException tooBusy(Duration wait) {
        return new GatewayException(ErrorCode.VENDOR_RATE_LIMITED, "The vendor's limit is used up for now", wait, null);
    }
}
