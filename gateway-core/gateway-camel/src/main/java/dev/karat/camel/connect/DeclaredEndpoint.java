package dev.karat.camel.connect;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.spec.EndpointSpec;
import dev.karat.camel.system.ConnectedSystem;
import java.nio.CharBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;

/** Makes the endpoints of Camel components that connectors declare. */
final class DeclaredEndpoint {
    private DeclaredEndpoint() {}

    /**
     * An endpoint of its own for each use. It is not registered with the context, because the registry knows endpoints
     * by their address, and options hold secrets: neither an address nor a name of JMX shows them.
     *
     * @param name name under {@code endpoints} of the connector
     * @throws GatewayException CONFIG_INVALID without the values of its options
     */
    static Endpoint create(CamelContext context, ConnectedSystem system, String name) {
        EndpointSpec.Address address = spec(system, name).address(system.connection());
        String scheme = address.uri().substring(0, Math.max(0, address.uri().indexOf(':')));
        Component component = context.getComponent(scheme);
        if (component == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, system.name() + ": there is no component for " + scheme + ":");
        }
        Map<String, Object> options = new HashMap<>();
        address.parameters().forEach((option, value) -> options.put(option, verbatim(value)));
        try {
            return component.createEndpoint(address.uri(), options);
        } catch (Exception refused) {
            // Its message repeats the options with their values.
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    system.name() + ": " + scheme + ": refuses one of the options "
                            + address.parameters().keySet() + " ("
                            + refused.getClass().getSimpleName() + ")");
        }
    }

    /** Camel follows what looks like one of its references, if it is a String; passwords may look like anything. */
    private static Object verbatim(String value) {
        String raw = value.startsWith("RAW(") ? "RAW{" + value + "}" : value;
        return value.contains("{{") ? CharBuffer.wrap(raw) : raw;
    }

    static EndpointSpec spec(ConnectedSystem system, String name) {
        EndpointSpec spec = system.connector().spec().endpoints().get(name);
        if (spec == null) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID, "The connector of " + system.name() + " has no endpoint " + name);
        }
        return spec;
    }
}
