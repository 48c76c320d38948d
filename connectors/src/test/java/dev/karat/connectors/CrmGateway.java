package dev.karat.connectors;

import dev.karat.api.model.RecordKey;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A gateway without its server, with one system: a Salesforce org that tells of changes. */
final class CrmGateway implements AutoCloseable {
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
    private final TestGateway gateway;

    CrmGateway(Path folder, String connection, TestClock clock) throws IOException {
        String policy = """
                version: 1
                systems:
                  crm: { connector: salesforce, connection: { %s } }
                """.formatted(connection);
        gateway = TestGateway.of(policy, folder, new Secrets(name -> TwinSettings.OPEN_SECRET), clock);
        systems = gateway.systems;
        store = gateway.store;
        hub = gateway.hub;
    }

    /** Subscribes. */
    void listen() throws IOException {
        route(EVENTS);
    }

    /** Loads another route in its place. */
    void route(String yaml) throws IOException {
        gateway.route("events", yaml);
    }

    /** Subscribes with a step of one's own behind the engine. */
    void listenAnd(String step) throws IOException {
        route(EVENTS + step);
    }

    /** Takes the route away. */
    void deafen() throws IOException {
        gateway.withdraw("events");
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
        gateway.close();
    }
}
