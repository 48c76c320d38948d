package dev.karat.camel.events;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double, with a random part so that those who failed together do not come back together.
 *
 * @param max longest wait
 * @param random safe for several threads
 */
record Backoff(Duration first, Duration max, RandomGenerator random) {
    private static final int DOUBLINGS_MAX = 30;

    /** Between half of the full wait and all of it. */
    Duration after(int failures) {
        long full =
                Math.min(max.toMillis(), first.toMillis() * (1L << Math.min(Math.max(failures, 1) - 1, DOUBLINGS_MAX)));
        long half = full / 2;
        return Duration.ofMillis(half + random.nextLong(full - half + 1));
    }
}
