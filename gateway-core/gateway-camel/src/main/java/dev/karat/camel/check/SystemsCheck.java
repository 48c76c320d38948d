package dev.karat.camel.check;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.database.DatabaseConnector;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.spec.ConnectorSpec.Transport;
import dev.karat.engine.config.Loaded;
import dev.karat.engine.config.Problem;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.config.YamlDocument;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.SystemPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the systems of gateway.yaml: connector, connection, mappings. */
final class SystemsCheck {
    private final YamlDocument yaml;
    private final GatewayPolicy policy;
    private final Connectors connectors;
    private final Secrets secrets;
    /** Several systems may share a broken connector, which is one problem. */
    private final Set<Problem> problems = new LinkedHashSet<>();

    private final List<Problem> notices = new ArrayList<>();

    SystemsCheck(YamlDocument yaml, GatewayPolicy policy, Connectors connectors, Secrets secrets) {
        this.yaml = yaml;
        this.policy = policy;
        this.connectors = connectors;
        this.secrets = secrets;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** References that lead nowhere here; on the server they may. */
    List<Problem> notices() {
        return notices;
    }

    /** Checks every system; answers the connectors of those that have a usable one, with their own mappings. */
    Map<String, ConnectorFolder> run() {
        var usable = new LinkedHashMap<String, ConnectorFolder>();
        yaml.root().path("systems").fieldNames().forEachRemaining(name -> {
            SystemPolicy system = policy.systems().get(name);
            ConnectorFolder folder = system == null ? null : folder(system).value();
            if (system != null && folder != null) {
                connection(system, folder);
                Loaded<ConnectorFolder> mapped = mapped(system, folder);
                problems.addAll(mapped.problems());
                usable.put(name, mapped.optional().orElse(folder));
            }
        });
        return usable;
    }

    private Loaded<ConnectorFolder> folder(SystemPolicy system) {
        Loaded<ConnectorFolder> loaded = connectors
                .find(system.connector())
                .orElseGet(() -> yaml.failed(
                        ErrorCode.CONNECTOR_UNKNOWN,
                        at(system, "connector"),
                        "There is no connector " + system.connector() + "; there are " + connectors.ids()));
        problems.addAll(loaded.problems());
        return loaded;
    }

    private void connection(SystemPolicy system, ConnectorFolder folder) {
        String pointer = at(system, "connection");
        List<Problem> wrong = Connection.check(folder.spec().connection(), yaml, pointer);
        problems.addAll(wrong);
        List<Problem> missing = Connection.unresolved(folder.spec().connection(), yaml, pointer, secrets);
        notices.addAll(missing);
        if (wrong.isEmpty() && missing.isEmpty()) {
            facts(system, folder, pointer);
        }
    }

    /** Settings that are columns and forms of times are understood only together with the streams. */
    private void facts(SystemPolicy system, ConnectorFolder folder, String pointer) {
        try {
            Connection connection = Connection.of(folder.spec().connection(), system.connection(), secrets);
            folder.spec().streams().values().forEach(stream -> new RecordFacts(stream, connection, policy.zone()));
            if (folder.spec().transport() == Transport.JDBC) {
                DatabaseConnector.check(connection);
            }
        } catch (GatewayException broken) {
            problems.add(yaml.problem(broken.code(), pointer, String.valueOf(broken.getMessage())));
        }
    }

    private Loaded<ConnectorFolder> mapped(SystemPolicy system, ConnectorFolder folder) {
        for (String stream : system.mapping().keySet()) {
            if (!folder.mappings().containsKey(stream)) {
                return yaml.failed(
                        ErrorCode.CONFIG_INVALID,
                        at(system, "mapping") + "/" + stream,
                        "Connector " + folder.spec().id() + " maps no stream " + stream + "; it maps "
                                + folder.mappings().keySet());
            }
        }
        return folder.with(system.mapping());
    }

    private static String at(SystemPolicy system, String setting) {
        return "/systems/" + system.name() + "/" + setting;
    }
}
