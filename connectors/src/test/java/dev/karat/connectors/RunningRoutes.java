package dev.karat.connectors;

import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.WebhookDoors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Store;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.impl.DefaultCamelContext;

/** A gateway without its server: the engine on an SQLite file, a shop, a mailing, a CRM, and route files in a folder. */
final class RunningRoutes implements AutoCloseable {
    final VendorUnderTest shop = VendorsOnDisk.open(Vendor.SHOPIFY);
    final VendorUnderTest mailing = VendorsOnDisk.open(Vendor.MAILCHIMP);
    final VendorUnderTest crm = VendorsOnDisk.open(Vendor.HUBSPOT);
    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    final WebhookDoors doors;
    final DefaultCamelContext context;
    private final TestGateway gateway;

    RunningRoutes(Path folder) throws IOException {
        var secrets = new Secrets(name -> TwinSettings.OPEN_SECRET + "-us1");
        gateway = TestGateway.of(policy(folder), folder, secrets, Clock.systemUTC());
        systems = gateway.systems;
        store = gateway.store;
        hub = gateway.hub;
        doors = gateway.doors;
        context = gateway.context;
    }

    private String policy(Path folder) throws IOException {
        return """
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
                        reference(folder));
    }

    private static String reference(Path folder) throws IOException {
        return "file:" + Files.writeString(folder.resolve("token"), TwinSettings.OPEN_SECRET);
    }

    /** Writes a route file, or a newer one over it, and loads it. */
    void route(String name, String yaml) throws IOException {
        gateway.route(name, yaml);
    }

    /** Takes a route file away. */
    void withdraw(String name) throws IOException {
        gateway.withdraw(name);
    }

    @Override
    public void close() {
        gateway.close();
        shop.close();
        mailing.close();
        crm.close();
    }
}
