package dev.karat.camel.golden;

import java.time.Duration;

/**
 * How much one page takes of a target, by how fast its last pages were written: a page in which nobody waits must not
 * keep a change waiting, and a page of changes is over before its items are looked up. For one thread.
 */
final class PageSize {
    private static final Duration LIVE = Duration.ofSeconds(5);
    private static final Duration BEHIND = Duration.ofMillis(400);

    /** Until it is known better: small, so that a slow target shows itself. */
    private static final double PER_SECOND_FIRST = 10;

    private final int max;
    private double perSecond = PER_SECOND_FIRST;

    /** @param max items of a page, at most */
    PageSize(int max) {
        this.max = max;
    }

    /** Items of a page of changes. */
    int live() {
        return within(LIVE);
    }

    /** Items of a page that nobody waits for. */
    int behind() {
        return within(BEHIND);
    }

    private int within(Duration time) {
        return (int) Math.max(1, Math.min(max, perSecond * time.toMillis() / 1_000));
    }

    /** Takes note of a page that was written. */
    void written(int items, Duration took) {
        if (items == 0) {
            return;
        }
        double now = items * 1e9 / Math.max(1, took.toNanos());
        // A page of few items says little: its time is that of one call.
        double weight = Math.min(0.5, items / 20.0);
        perSecond = perSecond * (1 - weight) + now * weight;
    }
}
