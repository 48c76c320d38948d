package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.routes.EndpointUse;
import dev.karat.camel.routes.RouteText;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.GatewayPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks the names in routes that refer to gateway.yaml: systems, streams, targets. */
final class NamesCheck {
    private static final String GOLDEN = "golden";
    private static final String CONNECTOR = "connector";

    /** What each of our addresses cannot do without. */
    private static final Map<String, String> NEEDED = Map.of(
            "golden:deliver", "target",
            "golden:changes", "subscriber",
            "connector:read", "system",
            "connector:write", "system");

    private static final Set<String> SOURCES = Set.of("golden:deliver", "golden:changes", "connector:read");
    private static final Set<String> SINKS = Set.of("golden:ingest", "connector:write");

    private final GatewayPolicy policy;
    private final Map<String, ConnectorFolder> connectors;
    private final List<Problem> problems = new ArrayList<>();

    /** @param connectors by system; those that cannot be used are left out */
    NamesCheck(GatewayPolicy policy, Map<String, ConnectorFolder> connectors) {
        this.policy = policy;
        this.connectors = connectors;
    }

    List<Problem> problems(List<RouteText> texts) {
        for (RouteText text : texts) {
            for (EndpointUse use : text.endpoints()) {
                boolean ours = use.scheme().equals(GOLDEN) || use.scheme().equals(CONNECTOR);
                if (ours) {
                    address(text.document(), use);
                }
                if (ours || use.scheme().equals("kamelet")) {
                    names(text.document(), use);
                }
            }
        }
        return problems;
    }

    private void address(YamlDocument document, EndpointUse use) {
        Set<String> fitting = use.source() ? SOURCES : SINKS;
        if (!SOURCES.contains(use.address()) && !SINKS.contains(use.address())) {
            bad(
                    document,
                    use,
                    ErrorCode.ROUTE_INVALID,
                    "There is no " + use.address() + "; there are " + known(use.scheme()));
            return;
        }
        if (!fitting.contains(use.address())) {
            String place = use.source() ? " does not begin a route" : " does not stand within a route";
            bad(document, use, ErrorCode.ROUTE_INVALID, use.address() + place);
            return;
        }
        String needed = NEEDED.get(use.address());
        if (needed != null && !use.parameters().containsKey(needed)) {
            bad(document, use, ErrorCode.ROUTE_INVALID, use.address() + " needs the parameter " + needed);
        }
    }

    private static List<String> known(String scheme) {
        return Stream.concat(SOURCES.stream(), SINKS.stream())
                .filter(address -> address.startsWith(scheme + ":"))
                .sorted()
                .toList();
    }

    private void names(YamlDocument document, EndpointUse use) {
        String target = use.parameter("target");
        if (target != null && !policy.targets().containsKey(target)) {
            bad(document, use, ErrorCode.TARGET_UNKNOWN, "There is no target " + target + " in gateway.yaml");
        }
        String system = use.parameter("system");
        if (system != null && !policy.systems().containsKey(system)) {
            bad(document, use, ErrorCode.SYSTEM_UNKNOWN, "There is no system " + system + " in gateway.yaml");
        }
        ConnectorFolder connector = system == null ? null : connectors.get(system);
        if (connector != null) {
            connector(document, use, connector, use.parameter("stream"));
        }
    }

    private void connector(YamlDocument document, EndpointUse use, ConnectorFolder connector, @Nullable String stream) {
        String id = connector.spec().id();
        if (stream != null && !connector.spec().streams().containsKey(stream)) {
            bad(
                    document,
                    use,
                    ErrorCode.ROUTE_INVALID,
                    "Connector " + id + " has no stream " + stream + "; it has "
                            + connector.spec().streams().keySet());
        }
        if (use.address().equals("connector:write")
                && !connector.spec().writes().containsKey(ConnectedSystems.CUSTOMER)) {
            bad(document, use, ErrorCode.ROUTE_INVALID, "Connector " + id + " does not write customers");
        }
    }

    private void bad(YamlDocument document, EndpointUse use, ErrorCode code, String message) {
        problems.add(document.problem(code, use.pointer(), message));
    }
}
