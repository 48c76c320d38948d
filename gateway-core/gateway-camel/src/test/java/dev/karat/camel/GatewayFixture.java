package dev.karat.camel;

import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.ClosedTargets;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A gateway as it runs, without its server: the engine on an SQLite file, the connectors of the project, and a Camel
 * context with nothing in it yet. Its systems are {@code erp}, a shop whose rows are handed over by the tests, and {@code shop},
 * a twin that is also the target.
 */
public final class GatewayFixture implements AutoCloseable {
    /** Folder of the connectors, from the folder of this module. */
    public static final Path CONNECTORS = Path.of("../../connectors");

    public static final int RECORD_BYTES_MAX = 1_000_000;

    /** Options of a polling endpoint that is not waited for. */
    public static final String AT_ONCE = "initialDelay=0&delay=20";

    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);

    public final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    public final ShopifyTwin shop = ShopifyTwin.start(
            TwinSettings.of(clock), new ShopifyTwin.Options(100_000, 1_000, ZoneId.of("America/New_York")));
    private final Path folder;
    private final HubLimits limits;
    /** What else stands in gateway.yaml. */
    private final String further;

    private final ClosedTargets closed;

    public Store store;
    public Hub hub;
    public ConnectedSystems systems;
    public DefaultCamelContext context;

    public GatewayFixture(Path folder) {
        this(folder, HubLimits.STANDARD);
    }

    public GatewayFixture(Path folder, HubLimits limits) {
        this(folder, limits, "");
    }

    /** @param further top-level entries of gateway.yaml, such as subscribers */
    public GatewayFixture(Path folder, HubLimits limits, String further) {
        this.folder = folder;
        this.limits = limits;
        this.further = further;
        GatewayPolicy policy = PolicyReader.read(configured()).orThrow();
        closed = new ClosedTargets(policy);
        systems = new ConnectedSystems(policy, Connectors.read(CONNECTORS), secrets(), clock);
        store = Stores.sqlite(database());
        hub = hub(policy);
        context = context();
    }

    private Path configured() {
        try {
            return Files.writeString(folder.resolve("gateway.yaml"), """
                    version: 1
                    systems:
                      erp: { connector: shopify, connection: { shop: erp, token: env:ERP }, trust: 80, raw: { drop: [/secret] } }
                      shop:
                        connector: shopify
                        connection: { shop: twin, url: "%s", token: env:SHOP }
                        poll: 100ms
                        # A real plan's limit passes in real time, of which a test has none.
                        limits: { requests: 100000, per: 1s }
                    targets:
                      shop:
                        phase: live
                        mode: upsert
                        fields: { give: [givenName, familyName, emails, phones] }
                    """.formatted(shop.baseUri()) + further);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Secrets secrets() {
        return new Secrets(name -> TwinSettings.OPEN_SECRET);
    }

    private Path database() {
        return folder.resolve("karat.db");
    }

    private Hub hub(GatewayPolicy policy) {
        return new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                limits,
                ERASURE_KEY,
                clock,
                new Random(store.counts().ridMax() + 7));
    }

    private DefaultCamelContext context() {
        var fresh = new DefaultCamelContext();
        fresh.getRegistry().bind("hub", hub);
        fresh.getRegistry().bind("pages", new SystemPages(systems, RECORD_BYTES_MAX));
        fresh.getRegistry().bind("systems", systems);
        fresh.getShutdownStrategy().setTimeout(5);
        fresh.start();
        return fresh;
    }

    /** Stops everything but the vendor, and starts it again on what is stored; routes have to be added again. */
    public void restart() {
        stop();
        GatewayPolicy policy = PolicyReader.read(configured()).orThrow();
        systems = new ConnectedSystems(policy, Connectors.read(CONNECTORS), secrets(), clock);
        store = Stores.sqlite(database());
        hub = hub(policy);
        context = context();
    }

    public void route(LambdaRouteBuilder routes) {
        try {
            RouteBuilder.addRoutes(context, routes);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Opens the shop for writing. */
    public void goLive() {
        await(hub.baselineCompleted("shop"));
        await(hub.grant("shop", Phase.LIVE));
    }

    public static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** A row of the ERP. */
    public static String row(String id, String given, String family, String email, String updatedAt) {
        return """
                {"id":"%s","first_name":"%s","last_name":"%s","email":"%s","updated_at":"%s"}""".formatted(id, given, family, email, updatedAt);
    }

    /** Takes rows of the ERP, past any route. */
    public void take(String... rows) {
        context.createProducerTemplate()
                .requestBody("golden:ingest?system=erp", "[" + String.join(",", rows) + "]", List.class);
    }

    public Optional<StoredRecord> record(String system, String id) {
        return store.record(new RecordKey(system, "customer", id));
    }

    public Optional<StoredGolden> profile(String system, String id) {
        return record(system, id)
                .map(StoredRecord::goldenId)
                .flatMap(golden -> store.goldens(List.of(golden)).stream().findFirst());
    }

    public List<DeadLetter> deadLetters() {
        return store.deadLetters(null, 100);
    }

    /** The one delivery to the shop of the profile of an ERP record. */
    public DeliveryState delivery(String erpId) {
        String golden = profile("erp", erpId).orElseThrow().id();
        return store.deliveries("shop", List.of(golden)).get(0);
    }

    /** Runs statements in the database from outside, as a mishap would. */
    public void sql(String... statements) {
        try (Connection connection = connection();
                var statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Keeps the gateway from committing meanwhile, as another process that writes into the database would. */
    public <T> T whileNothingCommits(Callable<T> meanwhile) throws Exception {
        try (Connection connection = connection();
                var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            T result = meanwhile.call();
            statement.execute("ROLLBACK");
            return result;
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database());
    }

    private void stop() {
        context.stop();
        hub.close();
        store.close();
    }

    @Override
    public void close() {
        try {
            closed.assertUnwritten(store);
        } finally {
            stop();
            shop.close();
        }
    }
}
