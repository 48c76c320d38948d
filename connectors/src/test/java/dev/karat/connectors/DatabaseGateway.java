package dev.karat.connectors;

import dev.karat.api.model.RecordKey;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A gateway without its server, with the database of an ERP, which is read and written, and one of a shop. */
final class DatabaseGateway implements AutoCloseable {
    final TestClock clock = TestClock.at("2026-05-05T00:00:00Z");
    final ConnectedSystems systems;
    final Store store;
    final Hub hub;
    private final TestGateway gateway;

    DatabaseGateway(Path folder, Map<String, Object> erp, Map<String, Object> shop) throws IOException {
        String policy = """
                version: 1
                systems:
                  erp: { connector: database, poll: 50ms, trust: 50, connection: { %s } }
                  shop: { connector: database, poll: 50ms, trust: 80, connection: { %s } }
                targets:
                  erp: { phase: live, mode: upsert, fields: { give: [givenName, familyName, emails] } }
                """.formatted(lines(erp), lines(shop));
        gateway = TestGateway.of(policy, folder, new Secrets(name -> "unused"), clock);
        systems = gateway.systems;
        store = gateway.store;
        hub = gateway.hub;
        for (String system : new String[] {"erp", "shop"}) {
            gateway.route(system, """
                    - route:
                        id: %s-in
                        from:
                          uri: kamelet:database-customer-source
                          parameters: { system: %s }
                          steps:
                            - to: golden:ingest
                    """.formatted(system, system));
        }
        gateway.route("erp-out", """
                - route:
                    id: erp-out
                    from:
                      uri: golden:deliver
                      parameters: { target: erp, batch: 50, delay: 50 }
                      steps:
                        - to: kamelet:database-customer-sink?system=erp
                """);
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
        gateway.close();
    }
}
