package dev.karat.camel.connector.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of all systems. Systems of one connector with the same address and credential use one account, and those
 * that name the same {@code account} in their limits. Safe for several threads.
 */
public final class Quotas {
    private final Map<String, Quota> byIdentity = new HashMap<>();
    private final Map<String, Quota> bySystem = new HashMap<>();

    /**
     * The account of a system; the limits of the first one that uses it hold for all.
     *
     * @param system name of the system, which names the account if nothing else does
     * @param limits what gateway.yaml says of the system's limits, or a missing node
     */
    public synchronized Quota of(String system, ConnectorSpec spec, Connection connection, JsonNode limits) {
        String named = limits.path("account").asText("");
        String identity = named.isEmpty()
                ? "of " + spec.id() + " " + address(spec, connection) + " " + new TreeSet<>(connection.secrets())
                : "named " + named;
        Quota quota = byIdentity.computeIfAbsent(
                identity, fresh -> new Quota(named.isEmpty() ? system : named, spec.limits(), System::nanoTime));
        bySystem.put(system, quota);
        return quota;
    }

    private static String address(ConnectorSpec spec, Connection connection) {
        return spec.base() == null ? "" : String.valueOf(spec.base().render(connection.values()));
    }

    /** How the account of a system stands, or null if it has none. */
    public synchronized Quota.@Nullable Standing standing(String system) {
        Quota quota = bySystem.get(system);
        return quota == null ? null : quota.standing();
    }

    /** How all accounts stand, by name. */
    public synchronized List<Quota.Standing> standings() {
        return byIdentity.values().stream()
                .map(Quota::standing)
                .sorted(java.util.Comparator.comparing(Quota.Standing::account))
                .toList();
    }

    /**
     * Takes this node's part of every account, where several nodes call the vendors.
     *
     * @param called systems whose vendors call, at any node
     */
    public synchronized void share(NodesAtWork nodes, Set<String> called) {
        for (Quota quota : byIdentity.values()) {
            List<String> systems = bySystem.entrySet().stream()
                    .filter(entry -> entry.getValue() == quota)
                    .map(Map.Entry::getKey)
                    .toList();
            quota.share(nodes.part(systems, systems.stream().anyMatch(called::contains)));
        }
    }

    /** How long the vendor of each account wants no call, by name of the account; zero if it takes calls. */
    public synchronized Map<String, Duration> pauses() {
        return byIdentity.values().stream()
                .collect(Collectors.toMap(Quota::account, Quota::pause, (one, other) -> one, TreeMap::new));
    }

    /** Lets no call of an account start for that long, since its vendor asked another node for it. */
    public synchronized void pause(String account, Duration wait) {
        byIdentity.values().stream()
                .filter(quota -> quota.account().equals(account))
                .forEach(quota -> quota.pause(wait));
    }
}
