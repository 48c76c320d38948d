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
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** A gateway without its server, with the database of an ERP, which is read and written, and one of a shop. */
final class DatabaseGateway implements AutoCloseable {
    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);
    private static final int RECORD_BYTES_MAX = 1_000_000;

    final TestClock clock = TestClock.at("2026-05-05T00:00:00Z");
    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    private final DefaultCamelContext context = new DefaultCamelContext();

    DatabaseGateway(Path folder, Map<String, Object> erp, Map<String, Object> shop) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  erp: { connector: database, poll: 50ms, trust: 50, connection: { %s } }
                  shop: { connector: database, poll: 50ms, trust: 80, connection: { %s } }
                targets:
                  erp: { phase: live, mode: upsert, fields: { give: [givenName, familyName, emails] } }
                """.formatted(lines(erp), lines(shop)));
        GatewayPolicy policy = PolicyReader.read(file).orThrow();
        systems =
                new ConnectedSystems(policy, Connectors.read(VendorsOnDisk.ROOT), new Secrets(name -> "unused"), clock);
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
        Path routes = Files.createDirectories(folder.resolve("routes"));
        for (String system : new String[] {"erp", "shop"}) {
            Files.writeString(routes.resolve(system + ".camel.yaml"), """
                    - route:
                        id: %s-in
                        from:
                          uri: kamelet:database-customer-source
                          parameters: { system: %s }
                          steps:
                            - to: golden:ingest
                    """.formatted(system, system));
        }
        Files.writeString(routes.resolve("erp-out.camel.yaml"), """
                - route:
                    id: erp-out
                    from:
                      uri: golden:deliver
                      parameters: { target: erp, batch: 50, delay: 50 }
                      steps:
                        - to: kamelet:database-customer-sink?system=erp
                """);
        context.getRegistry().bind("hub", hub);
        context.getRegistry().bind("pages", new SystemPages(systems, RECORD_BYTES_MAX));
        context.getRegistry().bind("systems", systems);
        context.getShutdownStrategy().setTimeout(5);
        context.getComponent("kamelet", KameletComponent.class)
                .setLocation("file:" + VendorsOnDisk.ROOT.resolve("database").resolve(KameletText.FOLDER));
        context.start();
        new RouteFiles(context, routes, clock).refresh();
    }

    private static String lines(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + ": \"" + entry.getValue() + "\"")
                .collect(Collectors.joining(", "))
                .replace("\"true\"", "true");
    }

    /** Opens the target. */
    void open() {
        hub.grant("erp", Phase.LIVE).orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** True if the store holds a live record of that row. */
    boolean holds(String system, String id) {
        return store.record(new RecordKey(system, "customer", id))
                .filter(record -> !record.deleted())
                .isPresent();
    }

    boolean isRead(String system) {
        return hub.baseline().isComplete(system);
    }

    String golden(String system, String id) {
        return store.record(new RecordKey(system, "customer", id))
                .map(StoredRecord::goldenId)
                .orElse("none");
    }

    @Override
    public void close() {
        context.stop();
        hub.close();
        systems.close();
        store.close();
    }
}
