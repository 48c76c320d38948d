package dev.karat.engine.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double, with a random part so that those who failed together do not come back together.
 *
 * @param first longest wait after the first failure
 * @param max longest wait
 * @param random safe for as many threads as ask
 */
public record Backoff(Duration first, Duration max, RandomGenerator random) {
    private static final int DOUBLINGS_MAX = 30;

    /**
     * Between half of the full wait and all of it.
     *
     * @param failures in a row, from 1
     */
    public Duration after(int failures) {
        long full =
                Math.min(max.toMillis(), first.toMillis() * (1L << Math.min(Math.max(failures, 1) - 1, DOUBLINGS_MAX)));
        long half = full / 2;
        return Duration.ofMillis(half + random.nextLong(full - half + 1));
    }
}
