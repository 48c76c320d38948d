package dev.karat.engine.change;

import dev.karat.engine.store.Store;
import java.time.Duration;

/**
 * Waits for the change log to grow, whichever node writes. However many wait, the database is asked once in a while. Safe
 * for several threads.
 */
public final class LogWatch {
    private final Store store;
    private final long everyNanos;
    private long askedAt;
    private long last = -1;

    /** @param every how often the database is asked at most, while somebody waits */
    public LogWatch(Store store, Duration every) {
        this.store = store;
        this.everyNanos = every.toNanos();
        this.askedAt = System.nanoTime() - everyNanos;
    }

    /** Greatest place in the change log, as of a moment ago. Throws STORE_UNAVAILABLE. */
    public synchronized long last() {
        long now = System.nanoTime();
        if (now - askedAt >= everyNanos) {
            last = store.lastChange();
            askedAt = now;
        }
        return last;
    }

    /** Waits until something stands behind a place, but not longer than {@code max}; true if something does. */
    public boolean await(long after, Duration max) throws InterruptedException {
        long until = System.nanoTime() + max.toNanos();
        while (last() <= after) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            Thread.sleep(Duration.ofNanos(Math.min(left, everyNanos)).toMillis() + 1);
        }
        return true;
    }
}
