package dev.karat.engine.policy;

import java.time.ZoneId;
import java.util.Map;

/**
 * Everything that gateway.yaml decides. It does not change while the gateway runs.
 *
 * @param country ISO 3166-1 alpha-2, for telephone numbers and dates of systems that name no country
 * @param zone zone of times that carry none
 * @param currency ISO 4217
 */
public record GatewayPolicy(
        String environment,
        String country,
        ZoneId zone,
        String currency,
        Map<String, SystemPolicy> systems,
        MatchingPolicy matching,
        SurvivorshipPolicy survivorship,
        Map<String, TargetPolicy> targets,
        Map<String, SubscriberPolicy> subscribers) {
    public GatewayPolicy {
        systems = Map.copyOf(systems);
        targets = Map.copyOf(targets);
        subscribers = Map.copyOf(subscribers);
    }

    /** Trust of a system, 0 if it is not configured any more. */
    public int trust(String system) {
        SystemPolicy policy = systems.get(system);
        return policy == null ? 0 : policy.trust();
    }
}
