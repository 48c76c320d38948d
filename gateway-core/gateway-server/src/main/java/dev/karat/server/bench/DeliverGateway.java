package dev.karat.server.bench;

import dev.karat.camel.connector.Connectors;
import dev.karat.camel.golden.GoldenConstants;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.hub.FirstLoad;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;

/** The gateway without its server, from a source to five targets that are live. Safe for several threads. */
final class DeliverGateway implements AutoCloseable {
    private final Arrivals arrivals = new Arrivals();
    private final LiveRoutes routes;
    private final Set<String> targets;

    /**
     * Starts with this many customers of the source, none of whom any target has.
     *
     * @param folder where gateway.yaml is written
     */
    static DeliverGateway toAll(
            Store store, Path folder, Connectors connectors, DeliverTargets vendors, int customers, Clock clock) {
        return new DeliverGateway(store, folder, connectors, vendors, customers, null, customers, clock);
    }

    /** As {@link #toAll}, and with more customers of whom one target alone is given. */
    static DeliverGateway toAllAndOne(
            Store store,
            Path folder,
            Connectors connectors,
            DeliverTargets vendors,
            int customers,
            String one,
            int all,
            Clock clock) {
        return new DeliverGateway(store, folder, connectors, vendors, customers, one, Math.max(all, customers), clock);
    }

    private DeliverGateway(
            Store store,
            Path folder,
            Connectors connectors,
            DeliverTargets vendors,
            int customers,
            @Nullable String one,
            int all,
            Clock clock) {
        Map<String, String> connections = vendors.connections();
        targets = connections.keySet();
        GatewayPolicy policy =
                PolicyReader.read(written(folder, connections, one)).orThrow();
        var systems = new ConnectedSystems(policy, connectors, new Secrets(DeliverTargets::secret), clock);
        fill(store, policy, LiveRoutes.pages(systems), customers, all, clock);
        routes = new LiveRoutes(store, policy, systems, targets);
    }

    /** @param one the only target that is given customers without a number; null if there are none */
    private static Path written(Path folder, Map<String, String> connections, @Nullable String one) {
        var yaml = new StringBuilder("version: 1\nsystems:\n");
        yaml.append("  erp: { connector: shopify, connection: { shop: erp, token: env:TWIN }, trust: 80 }\n");
        connections.forEach((name, connection) -> yaml.append("  " + name + ": { " + connection
                + ", trust: 30, poll: 1s, limits: { concurrency: 8, requests: 1000000, per: 1s } }\n"));
        yaml.append("targets:\n");
        connections
                .keySet()
                .forEach(
                        name -> yaml.append(
                                "  " + name
                                        + ": { phase: live, mode: upsert, "
                                        + (one == null || name.equals(one) ? "" : "where: \".phones != null\", ")
                                        + "brake: { creates: all, updates: all }, fields: { give: [givenName, familyName, emails, phones] } }\n"));
        try {
            return Files.writeString(folder.resolve(PolicyReader.FILE), yaml);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void fill(
            Store store, GatewayPolicy policy, SystemPages pages, int customers, int all, Clock clock) {
        try (var load = new FirstLoad(
                store,
                "bench",
                policy,
                MatchModel.standard(),
                LiveRoutes.ERASURE_KEY,
                clock,
                new SecureRandom(),
                List.of())) {
            for (int from = 0; from < all; from += RecordPage.RECORDS_MAX) {
                int to = Math.min(all, from + RecordPage.RECORDS_MAX);
                RecordPage page = DeliverRows.stored(from, to, customers);
                pages.items(page).stream()
                        .parallel()
                        .map(item -> load.prepare((IngestItem.Version) item))
                        .toList()
                        .forEach(load::add);
            }
            load.run((done, of) -> {});
        }
    }

    Set<String> targets() {
        return targets;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** Starts to deliver to a target, and to read it. */
    void open(String target) {
        try {
            RouteBuilder.addRoutes(
                    routes.camel,
                    builder -> builder.from("connector:read?system=" + target + "&initialDelay=0")
                            .routeId(target + "-in")
                            .to("golden:ingest"));
            RouteBuilder.addRoutes(
                    routes.camel,
                    builder -> builder.from("golden:deliver?target=" + target + "&initialDelay=0")
                            .routeId(target)
                            .process(page ->
                                    page.setProperty("items", page.getMessage().getBody()))
                            .to("connector:write?system=" + target)
                            .process(page -> arrivals.note(
                                    page.getMessage().getHeader(GoldenConstants.TARGET, String.class),
                                    typed(page.getProperty("items", List.class), DeliveryItem.class),
                                    typed(page.getMessage().getBody(List.class), DeliveryOutcome.class))));
        } catch (Exception broken) {
            throw new IllegalStateException("The route to " + target + " does not start", broken);
        }
    }

    private static <T> List<T> typed(List<?> page, Class<T> type) {
        return page.stream().map(type::cast).toList();
    }

    /** Hands over a page and waits until it is durable. */
    void ingest(RecordPage page) {
        routes.hub.ingest(routes.pages.items(page)).join();
    }

    /** Records that are known, of the source and of the targets. */
    long records() {
        return routes.hub.store().counts().records();
    }

    /** Deliveries that wait for a target. */
    long backlog(String target) {
        Map<Status, Long> counts = routes.hub.store().deliveryCounts(target);
        return counts.getOrDefault(Status.PENDING, 0L)
                + counts.getOrDefault(Status.INTENT, 0L)
                + routes.hub.lag(target);
    }

    /** Customers who are at a target as they should be. */
    long settled(String target) {
        return routes.hub.store().deliveryCounts(target).getOrDefault(Status.SETTLED, 0L);
    }

    /** Deliveries that a target refused. */
    long refused(String target) {
        return routes.hub.store().deliveryCounts(target).getOrDefault(Status.REJECTED, 0L);
    }

    @Override
    public void close() {
        routes.close();
    }
}
