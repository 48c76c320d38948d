package dev.karat.camel.connector.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names of the calls that were taken lately. It only saves work: a call that another node took, or that was taken before
 * a restart, reads its records once more, which changes nothing. Safe for several threads.
 */
final class SeenCalls {
    /** Vendors call again for some hours. */
    private static final Duration KEPT = Duration.ofHours(24);

    private static final int NAMES_MAX = 10_000;

    private final Clock clock;
    private final Map<String, Instant> names = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > NAMES_MAX;
        }
    };

    SeenCalls(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean contains(String name) {
        Instant taken = names.get(name);
        return taken != null && taken.plus(KEPT).isAfter(clock.instant());
    }

    synchronized void add(String name) {
        names.remove(name);
        names.put(name, clock.instant());
    }
}
