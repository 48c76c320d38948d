package dev.karat.camel.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.delivery.WhereFilter;
import dev.karat.engine.hub.TargetBinding;
import dev.karat.engine.ingest.ContentHash;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.policy.TargetPolicy;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All systems of gateway.yaml, by name. One that cannot be connected, such as for a missing secret, is left out and said
 * so; it stops no other. Immutable.
 */
public final class ConnectedSystems {
    /** The kind of record that profiles are made of. */
    public static final String CUSTOMER = "customer";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectedSystems.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final GatewayPolicy policy;
    private final Clock clock;
    private final Map<String, ConnectedSystem> systems = new TreeMap<>();
    private final Map<String, GatewayException> refused = new TreeMap<>();

    public ConnectedSystems(GatewayPolicy policy, Connectors connectors, Secrets secrets, Clock clock) {
        this.policy = policy;
        this.clock = clock;
        HttpClient client = VendorHttp.newClient(CONNECT_TIMEOUT);
        for (SystemPolicy system : policy.systems().values()) {
            try {
                systems.put(system.name(), connect(system, connectors, secrets, client, clock));
            } catch (GatewayException broken) {
                LOG.error("{}: system {} is not connected: {}", broken.code(), system.name(), broken.getMessage());
                refused.put(system.name(), broken);
            }
        }
    }

    /** The clock by which they all work. */
    public Clock clock() {
        return clock;
    }

    private ConnectedSystem connect(
            SystemPolicy system, Connectors connectors, Secrets secrets, HttpClient client, Clock clock) {
        ConnectorFolder folder = connectors
                .get(system.connector())
                .withLimits(system.limits())
                .with(system.mapping())
                .orThrow();
        Connection connection = Connection.of(folder.spec().connection(), system.connection(), secrets);
        var context = new MappingContext(
                policy.country(),
                policy.zone(),
                system.blankClears() ? MappingContext.Blank.CLEARED : MappingContext.Blank.UNKNOWN);
        var facts = new HashMap<String, RecordFacts>();
        folder.spec()
                .streams()
                .forEach((name, stream) -> facts.put(name, new RecordFacts(stream, connection, policy.zone())));
        RestConnector rest =
                folder.spec().rest() ? new RestConnector(folder, connection, context, client, clock) : null;
        return new ConnectedSystem(
                system, folder, connection, context, Map.copyOf(facts), rest, new ConnectionHealth(clock));
    }

    public Collection<ConnectedSystem> all() {
        return systems.values();
    }

    /** The system of that name. Throws why it is not connected, or SYSTEM_UNKNOWN. */
    public ConnectedSystem get(String name) {
        ConnectedSystem system = systems.get(name);
        if (system != null) {
            return system;
        }
        GatewayException why = refused.get(name);
        throw why != null ? why : new GatewayException(ErrorCode.SYSTEM_UNKNOWN, "There is no system " + name);
    }

    /** Systems that could not be connected, and why. */
    public Map<String, GatewayException> refused() {
        return Map.copyOf(refused);
    }

    /** The targets as the engine sees them; a system that cannot be written, or is not connected, is none. */
    public Map<String, TargetBinding> bindings() {
        var bindings = new LinkedHashMap<String, TargetBinding>();
        for (TargetPolicy target : policy.targets().values()) {
            ConnectedSystem system = systems.get(target.system());
            WriteSpec write =
                    system == null ? null : system.connector().spec().writes().get(CUSTOMER);
            if (system != null && write != null) {
                Mapping mapping = system.mapping(write.stream());
                Set<Attribute> give = target.give();
                bindings.put(
                        target.system(),
                        new TargetBinding(
                                CUSTOMER,
                                given -> mapping.representable(given, give, false),
                                new WhereFilter(target.where()),
                                fingerprint(system, write.stream())));
            }
        }
        return bindings;
    }

    /** Of the mapping as it lies on disk, without its examples: a layout or a comment is no other mapping. */
    private static String fingerprint(ConnectedSystem system, String stream) {
        ConnectorFolder connector = system.connector();
        StreamSpec declared = connector.spec().streams().get(stream);
        Path file = system.policy().mapping().get(stream);
        if (file == null && declared != null && declared.mapping() != null) {
            file = connector.path().resolve(declared.mapping());
        }
        if (file == null) {
            return "";
        }
        ObjectNode mapping = YamlDocument.read(file).orThrow().root().deepCopy();
        mapping.remove("examples");
        return ContentHash.of(mapping.toString());
    }
}
