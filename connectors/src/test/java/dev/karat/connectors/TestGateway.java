package dev.karat.connectors;

import dev.karat.camel.connector.KameletText;
import dev.karat.camel.routes.RouteFiles;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.twin.ClosedTargets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** A gateway without its server: the engine on an SQLite file beside a folder of routes, and the systems of a policy. */
final class TestGateway implements AutoCloseable {
    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);
    private static final int RECORD_BYTES_MAX = 1_000_000;

    final WebhookDoors doors = new WebhookDoors();
    final DefaultCamelContext context = new DefaultCamelContext();
    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    final RouteFiles files;
    private final Path routes;
    private final ClosedTargets closed;

    /**
     * Starts; no route runs yet.
     *
     * @param gatewayYaml file of the policy
     * @param routes folder of the routes
     */
    TestGateway(Path gatewayYaml, Path routes, Secrets secrets, Clock clock) {
        GatewayPolicy policy = PolicyReader.read(gatewayYaml).orThrow();
        this.routes = routes;
        closed = new ClosedTargets(policy);
        systems = new ConnectedSystems(policy, VendorsOnDisk.CONNECTORS, secrets, clock);
        store = Stores.sqlite(routes.resolveSibling("karat.db"));
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                ERASURE_KEY,
                clock,
                new Random(7));
        context.getRegistry().bind("hub", hub);
        context.getRegistry().bind("pages", new SystemPages(systems, RECORD_BYTES_MAX));
        context.getRegistry().bind("systems", systems);
        context.getRegistry().bind("doors", doors);
        context.getShutdownStrategy().setTimeout(5);
        context.getComponent("kamelet", KameletComponent.class)
                .setLocation(VendorsOnDisk.ids().stream()
                        .map(id -> "file:" + VendorsOnDisk.ROOT.resolve(id).resolve(KameletText.FOLDER))
                        .collect(Collectors.joining(",")));
        context.start();
        files = new RouteFiles(context, routes, clock);
    }

    /** One whose policy is this text, with its files in a folder. */
    static TestGateway of(String gatewayYaml, Path folder, Secrets secrets, Clock clock) throws IOException {
        Path file = Files.writeString(folder.resolve(PolicyReader.FILE), gatewayYaml);
        return new TestGateway(file, Files.createDirectories(folder.resolve("routes")), secrets, clock);
    }

    /** Writes a route file, or a newer one over it, and loads it. */
    void route(String name, String yaml) throws IOException {
        Files.writeString(routes.resolve(name + ".camel.yaml"), yaml);
        files.refresh();
    }

    /** Takes a route file away. */
    void withdraw(String name) throws IOException {
        Files.delete(routes.resolve(name + ".camel.yaml"));
        files.refresh();
    }

    @Override
    public void close() {
        try {
            closed.assertUnwritten(store);
        } finally {
            context.stop();
            hub.close();
            systems.close();
            store.close();
        }
    }
}
