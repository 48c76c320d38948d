package dev.karat.server.cli;

import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.policy.GatewayPolicy;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The systems of a policy for commands that map and compare, and call nobody. */
final class UncalledSystems {
    private UncalledSystems() {}

    /** @param connectors folder of the connectors, null for Karat's own */
    static ConnectedSystems of(GatewayPolicy policy, @Nullable Path connectors) {
        return new ConnectedSystems(
                policy,
                Home.allConnectors(connectors).now(),
                new Secrets(UncalledSystems::variable),
                Clock.systemUTC());
    }

    /** Nobody is called, so a secret that is not set does no harm. */
    private static String variable(@Nullable String name) {
        String value = name == null ? null : System.getenv(name);
        return value == null || value.isBlank() ? "not-set" : value;
    }
}
