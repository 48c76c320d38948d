package dev.karat.camel.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.golden.GoldenComponent;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;

/**
 * The gateway with a system {@code erp} of files, and a system {@code crm} that a test reports for, on a real SQLite
 * file. Opened again on the same folder it goes on.
 */
final class FilesGateway implements AutoCloseable {
    private static final Path CONNECTORS = Path.of("../../connectors");
    private static final int RECORD_BYTES_MAX = 1_000_000;

    static {
        // Other tests may keep the machine busy.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    final TestClock clock = TestClock.at(Instant.parse("2026-03-01T08:00:00Z"));
    final DefaultCamelContext context = new DefaultCamelContext();
    final Store store;
    final Hub hub;
    private final ConnectedSystems systems;
    private final SystemPages pages;

    /**
     * @param connection lines of the connection of the system, {@code name: value}
     * @param target lines of the target of that name, or none
     */
    FilesGateway(Path data, List<String> connection, List<String> target) {
        var yaml = new StringBuilder(
                "version: 1\nsystems:\n  erp:\n    connector: files\n    poll: 50ms\n    connection:\n");
        yaml.insert(
                yaml.indexOf("  erp:"),
                "  crm: { connector: files, trust: 90, connection: { url: \"file:/none\" } }\n");
        connection.forEach(line -> yaml.append("      ").append(line).append('\n'));
        if (!target.isEmpty()) {
            yaml.append("targets:\n  erp:\n");
            target.forEach(line -> yaml.append("    ").append(line).append('\n'));
        }
        GatewayPolicy policy = policy(data, yaml.toString());
        systems = new ConnectedSystems(policy, Connectors.read(CONNECTORS), Secrets.ofProcess(), clock);
        pages = new SystemPages(systems, RECORD_BYTES_MAX);
        store = Stores.sqlite(data.resolve("karat.db"));
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8),
                clock,
                new Random(7));
        var connector = new ConnectorComponent();
        connector.setSystems(systems);
        connector.setHub(hub);
        context.addComponent("connector", connector);
        var golden = new GoldenComponent();
        golden.setHub(hub);
        golden.setMapper(pages);
        context.addComponent("golden", golden);
        context.getShutdownStrategy().setTimeout(5);
        context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
    }

    private static GatewayPolicy policy(Path data, String yaml) {
        try {
            return PolicyReader.read(Files.writeString(data.resolve("gateway.yaml"), yaml))
                    .orThrow();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Runs the route from the files to the engine; pages pass what is given. */
    FilesGateway reading(Processor onTheWay) {
        return route(new RouteBuilder() {
            @Override
            public void configure() {
                from("connector:read?system=erp&initialDelay=0")
                        .routeId("erp")
                        .process(onTheWay)
                        .to("golden:ingest");
            }
        });
    }

    FilesGateway reading() {
        return reading(page -> {});
    }

    FilesGateway route(RouteBuilder route) {
        try {
            context.addRoutes(route);
            context.start();
            return this;
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Runs the route from the engine to the files. */
    FilesGateway delivering() {
        hub.grant("erp", Phase.LIVE).orTimeout(30, TimeUnit.SECONDS).join();
        return route(new RouteBuilder() {
            @Override
            public void configure() {
                from("golden:deliver?target=erp&initialDelay=0&delay=50")
                        .routeId("erp-out")
                        .to("connector:write?system=erp");
            }
        });
    }

    /** Takes records of a system as if they had been read. */
    void report(String system, JsonNode... records) {
        hub.ingest(pages.items(new RecordPage(system, "customers", List.of(records), "test")))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    ConnectedSystem erp() {
        return systems.get("erp");
    }

    Optional<StoredRecord> record(String id) {
        return store.record(new RecordKey("erp", "customer", id));
    }

    /** True if the record is there and was not deleted. */
    boolean isLive(String id) {
        return record(id).filter(record -> !record.deleted()).isPresent();
    }

    List<DeadLetter> deadLetters() {
        return store.deadLetters(null, 1_000);
    }

    @Override
    public void close() {
        context.stop();
        hub.close();
        store.close();
    }
}
