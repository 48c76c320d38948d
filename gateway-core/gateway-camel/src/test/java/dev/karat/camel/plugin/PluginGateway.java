package dev.karat.camel.plugin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.routes.RouteFile;
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
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.twin.ClosedTargets;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.camel.impl.DefaultCamelContext;

/** A gateway that runs with a shop of a bundled connector and one of a plugin's, each read by a route file of its own. */
final class PluginGateway implements AutoCloseable {
    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);

    final ShopifyTwin shop = ShopifyTwin.start(TwinSettings.of(Clock.systemUTC()));
    final ShopifyTwin own = ShopifyTwin.start(TwinSettings.of(Clock.systemUTC()));
    final DefaultCamelContext context = new DefaultCamelContext();
    final Path folder;
    final Plugins plugins;
    final ConnectedSystems systems;
    private final Store store;
    private final Hub hub;
    private final RouteFiles files;
    private final PluginHost host;
    private final ClosedTargets closed;

    /** @param targets of gateway.yaml, or an empty text */
    PluginGateway(Path home, String targets) throws IOException {
        this.folder = Files.createDirectories(home.resolve("plugins"));
        GatewayPolicy policy = PolicyReader.read(Files.writeString(
                        home.resolve("gateway.yaml"), """
                version: 1
                systems:
                  shop: { connector: shopify, connection: { shop: twin, url: "%s", token: env:SHOP }, poll: 50ms }
                  own: { connector: ownshop, connection: { shop: twin, url: "%s", token: env:SHOP }, poll: 50ms }
                %s
                """.formatted(shop.baseUri(), own.baseUri(), targets)))
                .orThrow();
        closed = new ClosedTargets(policy);
        Connectors bundled = Connectors.read(GatewayFixture.CONNECTORS);
        plugins = new Plugins(folder, home.resolve("work"), bundled.ids(), PluginLimits.STANDARD);
        plugins.refresh(PluginHost.NONE);
        Connectors connectors = bundled.with(plugins.connectors());
        systems = new ConnectedSystems(
                policy, connectors, new Secrets(name -> TwinSettings.OPEN_SECRET), Clock.systemUTC());
        store = Stores.sqlite(home.resolve("karat.db"));
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
        context.getRegistry().bind("pages", new SystemPages(systems, 1_000_000));
        context.getRegistry().bind("systems", systems);
        context.getShutdownStrategy().setTimeout(5);
        RunningHost.showKamelets(context, connectors.folders().stream());
        context.start();
        Path routes = Files.createDirectories(home.resolve("routes"));
        route(routes, "shop", "shopify");
        route(routes, "own", "ownshop");
        files = new RouteFiles(context, routes, Clock.systemUTC());
        host = new RunningHost(
                context, files, systems, connectors, plugins.connectors().keySet());
        files.refresh();
    }

    private static void route(Path routes, String system, String connector) throws IOException {
        Files.writeString(routes.resolve(system + ".camel.yaml"), """
                - route:
                    id: %s-in
                    from:
                      uri: kamelet:%s-customer-source
                      parameters: { system: %s }
                      steps:
                        - to: golden:ingest
                """.formatted(system, connector, system));
    }

    /** Looks at the folder twice, as the gateway does with a pause between. */
    void look() {
        plugins.refresh(host);
        plugins.refresh(host);
    }

    PluginStatus plugin() {
        return plugins.all().get(0);
    }

    String version() {
        return systems.get("own").connector().spec().version();
    }

    RouteFile file(String name) {
        return files.all().stream()
                .filter(file -> file.name().equals(name + ".camel.yaml"))
                .findFirst()
                .orElseThrow();
    }

    /** Enters a customer at a shop; answers the id. */
    static String enter(ShopifyTwin shop, String family) {
        return shop.asStaff(
                        "POST",
                        "/admin/api/" + ShopifyTwin.VERSION + "/customers.json",
                        new ObjectMapper()
                                .valueToTree(Map.of(
                                        "customer",
                                        Map.of(
                                                "first_name",
                                                "Ana",
                                                "last_name",
                                                family,
                                                "email",
                                                family + "@example.org"))))
                .at("/customer/id")
                .asText();
    }

    Optional<StoredRecord> record(String system, String id) {
        return store.record(new RecordKey(system, "customer", id));
    }

    @Override
    public void close() {
        try {
            closed.assertUnwritten(store);
        } finally {
            context.stop();
            hub.close();
            store.close();
            plugins.close();
            shop.close();
            own.close();
        }
    }
}
