package dev.karat.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;

/** The part of a gateway that calls vendors, with one system. Used by one thread. */
final class ConnectorGateway implements AutoCloseable {
    /** Name of the system. */
    static final String SYSTEM = "measured";

    private static final String STREAM = "customers";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ConnectedSystem system;
    private final LiveRoutes routes;

    ConnectorGateway(Store store, Path folder, Connectors connectors, String connector, String connection, Clock clock)
            throws IOException {
        Path file = Files.writeString(
                folder.resolve(PolicyReader.FILE), """
                version: 1
                systems:
                  %s:
                    connector: %s
                    connection: %s
                    poll: 1s
                    limits: { concurrency: 8, requests: 1000000, per: 1s }
                targets:
                  %s: { phase: live, brake: { creates: all, updates: all } }
                """.formatted(SYSTEM, connector, connection, SYSTEM));
        GatewayPolicy policy = PolicyReader.read(file).orThrow();
        var systems = new ConnectedSystems(policy, connectors, new Secrets(DeliverTargets::secret), clock);
        system = systems.get(SYSTEM);
        routes = new LiveRoutes(store, policy, systems, List.of(SYSTEM));
    }

    Mapping mapping() {
        return system.mapping(STREAM);
    }

    /**
     * What was read.
     *
     * @param ids of the records, each once
     * @param page records of a page, at most
     */
    record Read(List<String> ids, int page, ConnectorBench.Speed speed) {}

    /** Reads until so many records were there, and prepares each page as for the engine. */
    Read read(int records) {
        var taken = new TakenPages(records);
        try {
            RouteBuilder.addRoutes(
                    routes.camel,
                    builder -> builder.from("connector:read?system=" + SYSTEM + "&stream=" + STREAM + "&initialDelay=0")
                            .routeId("read")
                            .process(exchange -> taken.take(
                                    exchange.getMessage().getBody(RecordPage.class),
                                    routes.pages,
                                    system.facts(STREAM))));
            taken.await(PATIENCE);
            // Suspended rather than stopped: what was taken is brought to its end, such as the move of a file.
            routes.camel.getRouteController().suspendRoute("read");
        } catch (Exception failed) {
            throw new IllegalStateException(
                    "Reading " + system.connector().spec().id() + " failed", failed);
        }
        double mapping = GatewayCpu.ofThread(() -> taken.rows().forEach(this::canonical));
        return new Read(taken.ids(), taken.largest(), taken.speed(mapping));
    }

    private void canonical(JsonNode row) {
        mapping().toCanonical(row, system.context());
    }

    /**
     * What was written.
     *
     * @param refused items that were not applied
     */
    record Written(ConnectorBench.Speed speed, int refused) {}

    /** Writes pages, one after the other, as a route does. */
    Written write(List<List<DeliveryItem>> items) {
        int[] refused = new int[1];
        double cpu = GatewayCpu.seconds();
        double seconds;
        try (var producer = routes.camel.createProducerTemplate()) {
            seconds = seconds(() -> items.forEach(page ->
                    refused[0] += refused(producer.requestBody("connector:write?system=" + SYSTEM, page, List.class))));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        double used = GatewayCpu.seconds() - cpu;
        double mapping = GatewayCpu.ofThread(() -> items.forEach(page -> page.forEach(this::rendered)));
        long written = items.stream().mapToLong(List::size).sum();
        return new Written(ConnectorBench.Speed.of(written, seconds, used, mapping), refused[0]);
    }

    /** What is sent, and what the record is expected to say afterwards. */
    private void rendered(DeliveryItem item) {
        mapping().toVendor(item.desired(), item.give(), item.isCreation(), system.context());
        mapping().representable(item.desired(), item.give(), item.isCreation());
    }

    private static int refused(List<?> outcomes) {
        return (int) outcomes.stream()
                .filter(outcome -> !(outcome instanceof DeliveryOutcome.Applied))
                .count();
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        routes.close();
    }
}
