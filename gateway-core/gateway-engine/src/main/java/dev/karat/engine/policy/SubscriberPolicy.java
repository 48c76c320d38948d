package dev.karat.engine.policy;

import dev.karat.engine.change.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A business system that is told what happens to customers.
 *
 * @param url where events are posted to, or a reference to it; null if a route reads them
 * @param secrets references to the secrets that sign, at most five, so that they can be changed without a gap
 * @param types events that are told
 * @param where JSLT expression over the profile before or after, or null for all
 * @param fromFirst true to begin with the first row of the change log, false with what happens from now on
 * @param retry what follows when an event is not taken
 * @param limits of sending
 */
public record SubscriberPolicy(
        String name,
        @Nullable String url,
        List<String> secrets,
        Set<EventType> types,
        @Nullable String where,
        boolean fromFirst,
        Retry retry,
        Limits limits) {
    public SubscriberPolicy {
        secrets = List.copyOf(secrets);
        types = Set.copyOf(types);
    }

    /**
     * How often and when an event is sent again.
     *
     * @param attempts after so many it goes to the dead letters
     * @param first wait after the first attempt; it doubles each time
     * @param max longest wait
     */
    public record Retry(int attempts, Duration first, Duration max) {}

    /**
     * What a subscriber is given at once.
     *
     * @param timeout of one call
     * @param concurrency customers at once
     * @param batch rows of the change log between two commits of the place
     * @param held customers that may wait before nothing new is sent
     */
    public record Limits(Duration timeout, int concurrency, int batch, int held) {}
}
