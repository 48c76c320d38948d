package dev.karat.server.ops;

import dev.karat.camel.probe.ProbeReport;
import dev.karat.camel.probe.SystemProbe;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.hub.Hub;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Tests connections with the secrets and within the limits of this process, one at a time. Safe for several threads. */
@Component
public class ConnectionChecks {
    private final ConnectedSystems systems;
    private final Hub hub;
    private final ObjectProvider<CamelContext> camel;

    ConnectionChecks(ConnectedSystems systems, Hub hub, ObjectProvider<CamelContext> camel) {
        this.systems = systems;
        this.hub = hub;
        this.camel = camel;
    }

    /**
     * Tests the connection of a system; reads only. For an operator.
     *
     * @throws dev.karat.api.error.GatewayException SYSTEM_UNKNOWN, or why it is not connected
     */
    public synchronized ProbeReport check(String name) {
        String by = Caller.require(Role.OPERATOR);
        ConnectedSystem system = systems.get(name);
        boolean target = hub.policy().targets().containsKey(name);
        ProbeReport report = new SystemProbe(system, target, () -> Objects.requireNonNull(camel.getObject())).run();
        Audit.note(by, "check", "connection=" + name + " ok=" + report.ok());
        return report;
    }
}
