package dev.karat.connectors;

import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.KameletText;
import dev.karat.camel.routes.RouteFiles;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** A gateway without its server, with one system: a Salesforce org that tells of changes. */
final class CrmGateway implements AutoCloseable {
    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);
    private static final int RECORD_BYTES_MAX = 1_000_000;

    private static final String EVENTS = """
            - route:
                id: crm-events-in
                from:
                  uri: kamelet:salesforce-events-source
                  parameters: { system: crm }
                  steps:
                    - to: golden:ingest
            """;

    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RouteFiles files;
    private final Path routes;

    CrmGateway(Path folder, String connection, TestClock clock) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  crm: { connector: salesforce, connection: { %s } }
                """.formatted(connection));
        GatewayPolicy policy = PolicyReader.read(file).orThrow();
        var secrets = new Secrets(name -> TwinSettings.OPEN_SECRET);
        systems = new ConnectedSystems(policy, Connectors.read(VendorsOnDisk.ROOT), secrets, clock);
        store = Stores.sqlite(folder.resolve("karat.db"));
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                ERASURE_KEY,
                clock,
                new Random(7));
        routes = Files.createDirectories(folder.resolve("routes"));
        files = new RouteFiles(context, routes, clock);
        context.getRegistry().bind("hub", hub);
        context.getRegistry().bind("pages", new SystemPages(systems, RECORD_BYTES_MAX));
        context.getRegistry().bind("systems", systems);
        context.getShutdownStrategy().setTimeout(5);
        context.getComponent("kamelet", KameletComponent.class)
                .setLocation("file:" + VendorsOnDisk.ROOT.resolve("salesforce").resolve(KameletText.FOLDER));
        context.start();
    }

    /** Subscribes. */
    void listen() throws IOException {
        route(EVENTS);
    }

    /** Loads another route in its place. */
    void route(String yaml) throws IOException {
        Files.writeString(routes.resolve("events.camel.yaml"), yaml);
        files.refresh();
    }

    /** Subscribes with a step of one's own behind the engine. */
    void listenAnd(String step) throws IOException {
        route(EVENTS + step);
    }

    /** Takes the route away. */
    void deafen() throws IOException {
        Files.delete(routes.resolve("events.camel.yaml"));
        files.refresh();
    }

    /** Where the events go on, as it is stored. */
    Optional<String> place() {
        return hub.cursor(Setting.Scope.CURSOR, "crm/customers/events");
    }

    /** True if the store holds a live record of that contact. */
    boolean holds(String id) {
        return store.record(new RecordKey("crm", "customer", id))
                .filter(record -> !record.deleted())
                .isPresent();
    }

    Optional<StoredRecord> record(String id) {
        return store.record(new RecordKey("crm", "customer", id));
    }

    @Override
    public void close() {
        context.stop();
        hub.close();
        store.close();
    }
}
