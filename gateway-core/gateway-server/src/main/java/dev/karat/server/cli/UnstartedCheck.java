package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.probe.Finding;
import dev.karat.camel.probe.ProbeReport;
import dev.karat.camel.probe.SystemProbe;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.policy.SystemPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** Tests a connection of gateway.yaml without a gateway that runs. */
final class UnstartedCheck {
    private final Path file;
    private final Connectors connectors;

    /** @param routes folder of gateway.yaml */
    UnstartedCheck(Path routes, Connectors connectors) {
        this.file = routes.resolve(PolicyReader.FILE);
        this.connectors = connectors;
    }

    /** Throws SYSTEM_UNKNOWN, or what is wrong with gateway.yaml itself. */
    ProbeReport of(String name) {
        GatewayPolicy policy = PolicyReader.read(file).orThrow();
        SystemPolicy system = policy.systems().get(name);
        if (system == null) {
            throw new GatewayException(
                    ErrorCode.SYSTEM_UNKNOWN,
                    "There is no system " + name + " in " + file + "; there are "
                            + policy.systems().keySet().stream().sorted().toList());
        }
        List<Finding> wrong = settings(system);
        if (!wrong.isEmpty()) {
            return new ProbeReport(name, system.connector(), wrong, List.of());
        }
        ConnectedSystem connected = new ConnectedSystems(
                        only(policy, system), connectors, Secrets.ofProcess(), Clock.systemUTC())
                .get(name);
        boolean target = policy.targets().containsKey(name);
        CamelContext camel = new DefaultCamelContext();
        try {
            return new SystemProbe(connected, target, () -> camel).run();
        } finally {
            camel.stop();
        }
    }

    /** What is wrong before anybody is called. */
    private List<Finding> settings(SystemPolicy system) {
        var problems = new ArrayList<Problem>();
        var folder = connectors.get(system.connector());
        YamlDocument yaml = YamlDocument.read(file).orThrow();
        String pointer = "/systems/" + system.name() + "/connection";
        problems.addAll(Connection.check(folder.spec().connection(), yaml, pointer));
        problems.addAll(Connection.unresolved(folder.spec().connection(), yaml, pointer, Secrets.ofProcess()));
        return problems.stream()
                .map(problem -> new Finding(
                        Finding.State.FAILED,
                        "connection",
                        problem.file() + ":" + problem.line() + ": " + problem.message(),
                        problem.code(),
                        problem.fix()))
                .toList();
    }

    /** The other systems are not looked at, so what is wrong with them does not matter. */
    private static GatewayPolicy only(GatewayPolicy policy, SystemPolicy system) {
        return new GatewayPolicy(
                policy.environment(),
                policy.country(),
                policy.zone(),
                policy.currency(),
                Map.of(system.name(), system),
                policy.matching(),
                policy.survivorship(),
                Map.of(),
                Map.of());
    }
}
