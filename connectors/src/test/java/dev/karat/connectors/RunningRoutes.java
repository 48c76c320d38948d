package dev.karat.connectors;

import dev.karat.camel.connector.Connectors;
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
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** A gateway without its server: the engine on an SQLite file, a shop, a mailing, a CRM, and route files in a folder. */
final class RunningRoutes implements AutoCloseable {
    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);
    private static final int RECORD_BYTES_MAX = 1_000_000;

    final VendorUnderTest shop = VendorsOnDisk.open(Vendor.SHOPIFY);
    final VendorUnderTest mailing = VendorsOnDisk.open(Vendor.MAILCHIMP);
    final VendorUnderTest crm = VendorsOnDisk.open(Vendor.HUBSPOT);
    final WebhookDoors doors = new WebhookDoors();
    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    final DefaultCamelContext context = new DefaultCamelContext();
    private final Path routes;
    private final RouteFiles files;

    RunningRoutes(Path folder) throws IOException {
        GatewayPolicy policy = PolicyReader.read(policy(folder)).orThrow();
        var secrets = new Secrets(name -> TwinSettings.OPEN_SECRET + "-us1");
        systems = new ConnectedSystems(policy, Connectors.read(VendorsOnDisk.ROOT), secrets, Clock.systemUTC());
        store = Stores.sqlite(folder.resolve("karat.db"));
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                ERASURE_KEY,
                Clock.systemUTC(),
                new Random(7));
        routes = Files.createDirectories(folder.resolve("routes"));
        files = new RouteFiles(context, routes, Clock.systemUTC());
        start();
    }

    private Path policy(Path folder) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  shop: { connector: shopify, connection: { shop: twin, url: "%s", token: %s }, poll: 50ms }
                  mailing: { connector: mailchimp, connection: { audience: a1b2c3d4e5, url: "%s", apiKey: env:MAILING, urlSecret: env:MAILING_HOOK } }
                  crm: { connector: hubspot, connection: { url: "%s", token: %s, clientSecret: %s }, poll: 50ms }
                targets:
                  mailing: { phase: live, mode: upsert, fields: { give: [givenName, familyName, emails] } }
                """.formatted(
                        shop.twin.baseUri(),
                        reference(folder),
                        mailing.twin.baseUri(),
                        crm.twin.baseUri(),
                        reference(folder),
                        reference(folder)));
    }

    private static String reference(Path folder) throws IOException {
        return "file:" + Files.writeString(folder.resolve("token"), TwinSettings.OPEN_SECRET);
    }

    private void start() {
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
        context.stop();
        hub.close();
        store.close();
        shop.close();
        mailing.close();
        crm.close();
    }
}
