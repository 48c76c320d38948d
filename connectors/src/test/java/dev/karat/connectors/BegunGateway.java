package dev.karat.connectors;

import dev.karat.camel.init.ChosenSystem;
import dev.karat.camel.routes.RouteFiles;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

/** A gateway without its server that runs a folder of routes as it is, with variables that somebody filled in. */
final class BegunGateway implements AutoCloseable {
    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    final RouteFiles files;
    private final TestGateway gateway;

    /**
     * Starts.
     *
     * @param routes folder of gateway.yaml; what is stored stays beside it
     * @param variables by name
     */
    BegunGateway(Path routes, Map<String, String> variables) {
        gateway = new TestGateway(
                routes.resolve(PolicyReader.FILE), routes, new Secrets(variables::get), Clock.systemUTC());
        systems = gateway.systems;
        store = gateway.store;
        hub = gateway.hub;
        files = gateway.files;
        files.refresh();
    }

    /**
     * Fills in what a system has to be told, as its team would: the variables, and further settings that lead to the twin.
     *
     * @param values settings by name
     */
    static void connect(Path routes, ChosenSystem system, Map<String, String> values, Map<String, String> variables)
            throws IOException {
        system.variables()
                .forEach(variable -> variables.put(variable.name(), values.getOrDefault(variable.setting(), "")));
        String further = values.entrySet().stream()
                .filter(value -> value.getKey().equals("url") || value.getKey().equals("knownHosts"))
                .filter(value -> system.variables().stream()
                        .noneMatch(variable -> variable.setting().equals(value.getKey())))
                .map(value -> "      " + value.getKey() + ": \"" + value.getValue() + "\"\n")
                .collect(Collectors.joining());
        Path file = routes.resolve(PolicyReader.FILE);
        String head = "  " + system.name() + ":\n    connector: "
                + system.connector().spec().id() + "\n    connection:\n";
        Files.writeString(
                file, Files.readString(file).replace(head, head + further).replaceAll("poll: \\d+m\n", "poll: 50ms\n"));
    }

    @Override
    public void close() {
        gateway.close();
    }
}
