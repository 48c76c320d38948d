package dev.karat.connectors;

import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.KameletText;
import dev.karat.camel.init.ChosenSystem;
import dev.karat.camel.routes.RouteFiles;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** A gateway without its server that runs a folder of routes as it is, with variables that somebody filled in. */
final class BegunGateway implements AutoCloseable {
    static final Connectors CONNECTORS = Connectors.read(VendorsOnDisk.ROOT);

    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);
    private static final int RECORD_BYTES_MAX = 1_000_000;

    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    final RouteFiles files;
    private final DefaultCamelContext context = new DefaultCamelContext();

    /**
     * Starts.
     *
     * @param routes folder of gateway.yaml; what is stored stays beside it
     * @param variables by name
     */
    BegunGateway(Path routes, Map<String, String> variables) {
        GatewayPolicy policy =
                PolicyReader.read(routes.resolve(PolicyReader.FILE)).orThrow();
        systems = new ConnectedSystems(policy, CONNECTORS, new Secrets(variables::get), Clock.systemUTC());
        store = Stores.sqlite(routes.resolveSibling("karat.db"));
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                ERASURE_KEY,
                Clock.systemUTC(),
                new Random(7));
        context.getRegistry().bind("hub", hub);
        context.getRegistry().bind("pages", new SystemPages(systems, RECORD_BYTES_MAX));
        context.getRegistry().bind("systems", systems);
        context.getShutdownStrategy().setTimeout(5);
        context.getComponent("kamelet", KameletComponent.class)
                .setLocation(VendorsOnDisk.ids().stream()
                        .map(id -> "file:" + VendorsOnDisk.ROOT.resolve(id).resolve(KameletText.FOLDER))
                        .collect(Collectors.joining(",")));
        context.start();
        files = new RouteFiles(context, routes, Clock.systemUTC());
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
        context.stop();
        hub.close();
        store.close();
    }
}
