package dev.karat.engine.hub;

import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What an engine is made of.
 *
 * @param targets by name, those whose systems are connected and can be written
 * @param erasureKey key of erasure hashes, at least 16 bytes, kept outside of the database
 * @param random source of golden ids
 */
record Setup(
        Store store,
        GatewayPolicy policy,
        MatchModel model,
        Map<String, TargetBinding> targets,
        HubLimits limits,
        byte[] erasureKey,
        Clock clock,
        RandomGenerator random) {
    /** Now, in microseconds since 1970 UTC. */
    long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
