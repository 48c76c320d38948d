package dev.karat.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Bounded waits. */
final class Wait {
    private static final Duration LOOK = Duration.ofMillis(250);

    private Wait() {}

    /** True as soon as the condition holds, false if it does not in time. */
    static boolean until(Duration patience, BooleanSupplier condition) {
        Instant end = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            pause(LOOK);
        }
        return true;
    }

    /** Throws if the condition does not hold in time. */
    static void require(String what, Duration patience, BooleanSupplier condition) {
        if (!until(patience, condition)) {
            throw new IllegalStateException("Not within " + patience.toSeconds() + " s: " + what);
        }
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stopped);
        }
    }
}
