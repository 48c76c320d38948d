package dev.karat.engine.hub;

import dev.karat.engine.delivery.TargetFingerprint;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.TargetPolicy;
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
 * @param sources how records are read, by name; empty where none are
 * @param erasureKey key of erasure hashes, at least 16 bytes, kept outside of the database
 * @param random source of golden ids
 */
record Setup(
        Store store,
        GatewayPolicy policy,
        MatchModel model,
        Map<String, TargetBinding> targets,
        Map<String, SourceMapping> sources,
        HubLimits limits,
        byte[] erasureKey,
        Clock clock,
        RandomGenerator random) {
    /** What reads no records by a mapping. */
    Setup(
            Store store,
            GatewayPolicy policy,
            MatchModel model,
            Map<String, TargetBinding> targets,
            HubLimits limits,
            byte[] erasureKey,
            Clock clock,
            RandomGenerator random) {
        this(store, policy, model, targets, Map.of(), limits, erasureKey, clock, random);
    }

    /** What the stored profiles are held to. */
    PolicyPin pin() {
        return PolicyPin.of(policy, model, sources);
    }

    /** Fingerprint of what decides about what a target is given: its policy and mapping, and the matching model. */
    String given(String target) {
        TargetPolicy known = policy.targets().get(target);
        TargetBinding binding = targets.get(target);
        return known == null || binding == null
                ? ""
                : TargetFingerprint.of(known, binding.mapping()) + " " + model.version();
    }

    /** Now, in microseconds since 1970 UTC. */
    long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
