package dev.karat.camel.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.camel.connector.spec.EndpointSpec;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.Template;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.policy.GatewayPolicy;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where systems are, as far as gateway.yaml tells it without secrets: two names of one place are one vendor's data. A
 * variable stands for itself.
 */
final class Places {
    private static final Secrets UNRESOLVED = new Secrets(name -> "env:" + name);

    private final GatewayPolicy policy;
    private final Map<String, ConnectorFolder> connectors;

    /** @param connectors by system; those that cannot be used are left out */
    Places(GatewayPolicy policy, Map<String, ConnectorFolder> connectors) {
        this.policy = policy;
        this.connectors = connectors;
    }

    /** Where a system is read, or null if that cannot be told. */
    @Nullable
    String read(String system) {
        ConnectorFolder connector = connectors.get(system);
        String endpoint = connector == null
                ? null
                : connector.spec().streams().values().stream()
                        .map(StreamSpec::endpoint)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        return connector == null ? null : place(system, connector.spec(), endpoint, false);
    }

    /** Where customers are written, or null if they are not or that cannot be told. */
    @Nullable
    String written(String system) {
        ConnectorFolder connector = connectors.get(system);
        WriteSpec write = connector == null ? null : connector.spec().writes().get(ConnectedSystems.CUSTOMER);
        return connector == null || write == null ? null : place(system, connector.spec(), write.endpoint(), true);
    }

    /** The address under which all calls of a system are, or null if it has none or it depends on a secret. */
    @Nullable
    String base(String system) {
        ConnectorFolder connector = connectors.get(system);
        Map<String, String> settings = connector == null ? null : settings(system, connector.spec());
        Template base = connector == null ? null : connector.spec().base();
        return base == null || settings == null ? null : base.render(settings);
    }

    private @Nullable String place(String system, ConnectorSpec spec, @Nullable String endpoint, boolean out) {
        Map<String, String> settings = settings(system, spec);
        if (settings == null) {
            return null;
        }
        EndpointSpec declared = endpoint == null ? null : spec.endpoints().get(endpoint);
        if (declared == null) {
            return spec.id() + settings;
        }
        String uri = declared.uri().render(settings);
        Template name = out ? declared.parameters().get("fileName") : null;
        String file = Objects.requireNonNullElse(name == null ? null : name.render(settings), "");
        int folder = file.lastIndexOf('/');
        return uri == null ? null : address(uri) + (folder > 0 ? "/" + file.substring(0, folder) : "");
    }

    /** An address of Camel in one form, without options. */
    static String address(String uri) {
        int colon = uri.indexOf(':');
        String rest = uri.substring(colon + 1, uri.indexOf('?') < 0 ? uri.length() : uri.indexOf('?'));
        String bare = rest.startsWith("//") ? rest.substring(2) : rest;
        return uri.substring(0, colon + 1) + (bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare);
    }

    /** What is neither a secret nor an account: who calls does not matter, but where. */
    private @Nullable Map<String, String> settings(String system, ConnectorSpec spec) {
        JsonNode given = Objects.requireNonNull(policy.systems().get(system)).connection();
        ObjectNode open = JsonNodeFactory.instance.objectNode();
        given.properties().forEach(setting -> open.set(setting.getKey(), setting.getValue()));
        Template base = spec.base();
        spec.auth().stream()
                .flatMap(auth -> auth.needs().stream())
                .flatMap(need -> need.names().stream())
                .filter(name -> base == null || !base.names().contains(name))
                .forEach(open::remove);
        spec.connection().path("properties").properties().forEach(setting -> {
            if (setting.getValue().path("format").asText().equals("password")) {
                open.remove(setting.getKey());
            }
        });
        try {
            return new TreeMap<>(
                    Connection.of(spec.connection(), open, UNRESOLVED).values());
        } catch (GatewayException untold) {
            return null;
        }
    }
}
