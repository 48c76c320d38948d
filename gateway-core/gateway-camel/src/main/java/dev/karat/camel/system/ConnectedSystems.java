package dev.karat.camel.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.SystemCalls;
import dev.karat.camel.connector.database.DatabaseConnector;
import dev.karat.camel.connector.http.Quota;
import dev.karat.camel.connector.http.Quotas;
import dev.karat.camel.connector.http.TokenKeeper;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.connector.spec.WriteSpec;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.delivery.Backoff;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.WhereFilter;
import dev.karat.engine.hub.TargetBinding;
import dev.karat.engine.ingest.ContentHash;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.engine.mapping.SourceMapping;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SystemPolicy;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.Consents.Subject;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All systems of gateway.yaml, by name. One that cannot be connected, such as for a missing secret, is left out and said
 * so; it stops no other. What a plugin brings takes the place of what it brought before. Safe for several threads.
 */
public final class ConnectedSystems implements AutoCloseable {
    /** The kind of record that profiles are made of. */
    public static final String CUSTOMER = "customer";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectedSystems.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** A target that takes nothing is tried again after this time, and later after longer ones. */
    private static final Duration CIRCUIT_FIRST = Duration.ofSeconds(1);

    private static final Duration CIRCUIT_MAX = Duration.ofMinutes(1);

    private final GatewayPolicy policy;
    private final Clock clock;
    private final Secrets secrets;
    private final TokenKeeper keeper;
    private final HttpClient client = VendorHttp.newClient(CONNECT_TIMEOUT);
    private final Map<String, ConnectedSystem> systems = new ConcurrentSkipListMap<>();
    private final Map<String, GatewayException> refused = new ConcurrentSkipListMap<>();
    private final Quotas quotas = new Quotas();

    /** Systems of which none has a token that is replaced by another one. */
    public ConnectedSystems(GatewayPolicy policy, Connectors connectors, Secrets secrets, Clock clock) {
        this(policy, connectors, secrets, TokenKeeper.NONE, clock);
    }

    /** @param keeper of tokens that vendors replace */
    public ConnectedSystems(
            GatewayPolicy policy, Connectors connectors, Secrets secrets, TokenKeeper keeper, Clock clock) {
        this.policy = policy;
        this.clock = clock;
        this.secrets = secrets;
        this.keeper = keeper;
        // In the order of their names, which decides whose limits hold for an account.
        for (SystemPolicy system : new TreeMap<>(policy.systems()).values()) {
            try {
                systems.put(system.name(), connect(system, connectors.get(system.connector())));
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

    private ConnectedSystem connect(SystemPolicy system, ConnectorFolder connector) {
        ConnectorFolder folder =
                connector.withLimits(system.limits()).with(system.mapping()).orThrow();
        Connection connection = Connection.of(folder.spec().connection(), system.connection(), secrets);
        var context = new MappingContext(
                policy.country(),
                policy.zone(),
                system.blankClears() ? MappingContext.Blank.CLEARED : MappingContext.Blank.UNKNOWN);
        var facts = new HashMap<String, RecordFacts>();
        folder.spec()
                .streams()
                .forEach((name, stream) -> facts.put(name, new RecordFacts(stream, connection, policy.zone())));
        var backoff =
                new Backoff(CIRCUIT_FIRST, CIRCUIT_MAX, new Random(system.name().hashCode()));
        ConnectedSystem former = systems.get(system.name());
        return new ConnectedSystem(
                system,
                folder,
                connection,
                context,
                Map.copyOf(facts),
                calls(system, folder, connection, context),
                former == null ? new ConnectionHealth(clock) : former.health(),
                former == null ? new Observations(clock) : former.observations(),
                former == null ? new Circuit(system.name(), clock, backoff) : former.circuit());
    }

    private @Nullable SystemCalls calls(
            SystemPolicy system, ConnectorFolder folder, Connection connection, MappingContext context) {
        return switch (folder.spec().transport()) {
            case REST -> {
                if (!folder.spec().calls(connection)) {
                    yield null;
                }
                Quota quota = quotas.of(system.name(), folder.spec(), connection, system.limits());
                yield new RestConnector(folder, connection, context, client, quota, keeper, clock);
            }
            case JDBC -> new DatabaseConnector(system.name(), folder, connection, context, clock);
            case CAMEL -> null;
        };
    }

    /** Names of the systems of a connector, connected or not. */
    public Set<String> using(String connector) {
        return policy.systems().values().stream()
                .filter(system -> system.connector().equals(connector))
                .map(SystemPolicy::name)
                .collect(Collectors.toSet());
    }

    /**
     * What becomes of the systems of a connector with another version of it, or without it. Nothing changes before it is
     * applied.
     *
     * @param waiting targets among them that would be written in another way, which the engine learns only at a start
     */
    public record Exchange(
            Set<String> names, Map<String, GatewayException> refused, Set<String> waiting, Runnable change) {
        public void apply() {
            change.run();
        }
    }

    /** Connects the systems of a connector with this version of it, beside those that are used. */
    public Exchange prepare(ConnectorFolder connector) {
        var now = new TreeMap<String, ConnectedSystem>();
        var failed = new TreeMap<String, GatewayException>();
        Set<String> names = using(connector.spec().id());
        for (String name : names) {
            SystemPolicy system = policy.systems().get(name);
            try {
                if (system != null) {
                    now.put(name, connect(system, connector));
                }
            } catch (GatewayException broken) {
                failed.put(name, broken);
            }
        }
        Set<String> waiting = now.values().stream()
                .filter(system -> policy.targets().containsKey(system.name()) && isWrittenElsewise(system))
                .map(ConnectedSystem::name)
                .collect(Collectors.toSet());
        return new Exchange(names, failed, waiting, () -> {
            forget(failed.keySet());
            refused.putAll(failed);
            now.forEach((name, system) -> close(systems.put(name, system)));
            refused.keySet().removeAll(now.keySet());
        });
    }

    /** Leaves the systems of a connector out that is there no more. */
    public Exchange without(String connector) {
        Set<String> names = using(connector);
        return new Exchange(names, Map.of(), Set.of(), () -> {
            forget(names);
            names.forEach(name -> refused.put(
                    name,
                    new GatewayException(ErrorCode.CONNECTOR_UNKNOWN, "The connector " + connector + " is gone")));
        });
    }

    private void forget(Set<String> names) {
        names.forEach(name -> close(systems.remove(name)));
    }

    private static void close(@Nullable ConnectedSystem former) {
        if (former != null) {
            former.close();
        }
    }

    /** Lets go of what is held open to the systems. */
    @Override
    public void close() {
        systems.values().forEach(ConnectedSystem::close);
    }

    private boolean isWrittenElsewise(ConnectedSystem now) {
        ConnectedSystem former = systems.get(now.name());
        if (former == null) {
            return true;
        }
        WriteSpec write = now.connector().spec().writes().get(CUSTOMER);
        WriteSpec before = former.connector().spec().writes().get(CUSTOMER);
        if (write == null || before == null) {
            return (write == null) != (before == null);
        }
        return !fingerprint(now, write.stream()).equals(fingerprint(former, before.stream()))
                || !subjects(write, one -> true).equals(subjects(before, one -> true));
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

    /** What may be asked of the accounts at the vendors. */
    public Quotas quotas() {
        return quotas;
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
                                fingerprint(system, write.stream()),
                                reach(target, write)));
            }
        }
        return bindings;
    }

    /**
     * How the records of the systems are read, by name. Where several streams bring records of one kind by different
     * mappings, nothing stored tells which of them read one, so that they are left out.
     */
    public Map<String, SourceMapping> sources() {
        var sources = new TreeMap<String, SourceMapping>();
        var unlike = new HashSet<String>();
        for (ConnectedSystem system : systems.values()) {
            system.connector()
                    .mappings()
                    .forEach((stream, mapping) -> document(system, stream).ifPresent(document -> {
                        String entity = system.stream(stream).entity();
                        var source = new SourceMapping(system.name(), entity, mapping, system.context(), document);
                        SourceMapping other = sources.putIfAbsent(source.name(), source);
                        if (other != null && !other.document().equals(document)) {
                            unlike.add(source.name());
                        }
                    }));
        }
        sources.keySet().removeAll(unlike);
        return sources;
    }

    private static ConsentReach reach(TargetPolicy target, WriteSpec write) {
        Predicate<WriteSpec.Consent> grants =
                one -> target.consents() == TargetPolicy.Consents.ALL && one.grant() != null;
        return target.consents() == TargetPolicy.Consents.NONE
                ? ConsentReach.NONE
                : new ConsentReach(subjects(write, one -> one.refuse() != null), subjects(write, grants));
    }

    private static Set<Subject> subjects(WriteSpec write, Predicate<WriteSpec.Consent> offers) {
        return write.consents().stream()
                .filter(offers)
                .map(WriteSpec.Consent::subject)
                .collect(Collectors.toSet());
    }

    private static String fingerprint(ConnectedSystem system, String stream) {
        return document(system, stream)
                .map(document -> ContentHash.of(document.toString()))
                .orElse("");
    }

    /** The mapping as it lies on disk, without its examples: a layout or a comment is no other mapping. */
    private static Optional<ObjectNode> document(ConnectedSystem system, String stream) {
        ConnectorFolder connector = system.connector();
        StreamSpec declared = connector.spec().streams().get(stream);
        Path file = system.policy().mapping().get(stream);
        if (file == null && declared != null && declared.mapping() != null) {
            file = connector.path().resolve(declared.mapping());
        }
        if (file == null) {
            return Optional.empty();
        }
        ObjectNode mapping = YamlDocument.read(file).orThrow().root().deepCopy();
        mapping.remove("examples");
        return Optional.of(mapping);
    }
}
