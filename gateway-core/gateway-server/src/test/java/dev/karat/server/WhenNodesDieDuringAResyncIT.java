package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.NodeSettings;
import dev.karat.engine.hub.Signals;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.SharedStore;
import dev.karat.store.Stores;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop is given one field more, so that every customer is compared with it and written. Of three processes the one that
 * does this is killed, first while it compares and then another one while it writes.
 */
class WhenNodesDieDuringAResyncIT {
    private static final int PEOPLE = 2_000;
    private static final String KEY = "the key that all of the nodes have";

    @TempDir
    private Path home;

    private final List<KaratProcess> nodes = new ArrayList<>();
    private EmbeddedPostgres server;
    private ShopifyTwin shop;
    private SharedStore store;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        shop = ShopifyTwin.start(
                TwinSettings.of(Clock.systemUTC()), new ShopifyTwin.Options(100_000, 100_000, ZoneOffset.UTC));
        store = Stores.postgresql(server.getJdbcUrl("postgres", "postgres"), "postgres", "", 4);
    }

    @AfterEach
    void stop() throws IOException {
        nodes.forEach(KaratProcess::kill);
        store.close();
        shop.close();
        server.close();
    }

    private Path routes(String give) throws IOException {
        Path routes = Files.createDirectories(home.resolve("routes"));
        Files.writeString(routes.resolve("gateway.yaml"), """
                version: 1
                gateway: { country: DE }
                systems:
                  erp: { connector: files, connection: { url: "file:%s" }, trust: 80 }
                  shop:
                    connector: shopify
                    connection: { shop: twin, url: "%s", token: env:SHOP_TOKEN }
                    trust: 40
                    limits: { requests: 1000, per: 1s, concurrency: 4 }
                targets:
                  shop: { phase: live, mode: update, fields: { give: [%s] }, brake: { updates: all } }
                """.formatted(home, shop.baseUri(), give));
        Files.writeString(routes.resolve("shop.camel.yaml"), """
                - route:
                    id: shop-customers-out
                    from:
                      uri: golden:deliver
                      parameters: { target: shop }
                      steps:
                        - to: kamelet:shopify-customer-sink?system=shop
                """);
        return routes;
    }

    /** Both systems know the same people; the shop lacks their telephone numbers. All are compared once, and nothing differs. */
    private void rest(Path routes) {
        GatewayPolicy policy =
                PolicyReader.read(routes.resolve(PolicyReader.FILE)).orThrow();
        var connectors = Connectors.read(KaratProcess.ROOT.resolve("connectors"));
        var secrets = new Secrets(name -> TwinSettings.OPEN_SECRET);
        try (var systems = new ConnectedSystems(policy, connectors, secrets, Clock.systemUTC());
                var hub = Hub.ofNode(
                        store,
                        policy,
                        policy.matching().model(),
                        systems.bindings(),
                        HubLimits.STANDARD,
                        KEY.getBytes(StandardCharsets.UTF_8),
                        Clock.systemUTC(),
                        new Random(),
                        new NodeSettings("before", Duration.ofSeconds(10), false),
                        Signals.NONE)) {
            var pages = new SystemPages(systems, 100_000);
            IntStream.range(0, PEOPLE).forEach(this::addToShop);
            List<JsonNode> ofErp = IntStream.range(0, PEOPLE)
                    .<JsonNode>mapToObj(WhenNodesDieDuringAResyncIT::erp)
                    .toList();
            ingest("shop", shop.all(), pages, hub);
            ingest("erp", ofErp, pages, hub);
            assertThat(store.counts().profiles()).isEqualTo(PEOPLE);
            done(hub.baselineCompleted("shop"));
            done(hub.grant("shop", Phase.LIVE));
            while (done(hub.plan("shop"))) {
                // Planned in pages.
            }
            done(hub.compare("shop"));
            assertThat(done(hub.take("shop", 10))).isEmpty();
            var by = Resync.Order.whole("eve");
            assertThat(done(hub.steer("shop", by))).isTrue();
            assertThat(done(hub.steer("shop", Resync.Order.to(Resync.Action.PAUSE, "eve"))))
                    .isTrue();
        }
    }

    private static <T> T done(CompletableFuture<T> answer) {
        return answer.orTimeout(2, TimeUnit.MINUTES).join();
    }

    private static void ingest(String system, List<JsonNode> records, SystemPages pages, Hub hub) {
        for (int from = 0; from < records.size(); from += RecordPage.RECORDS_MAX) {
            List<JsonNode> some = records.subList(from, Math.min(records.size(), from + RecordPage.RECORDS_MAX));
            done(hub.ingest(pages.items(new RecordPage(system, "customers", some, "test"))));
        }
    }

    private void addToShop(int number) {
        ObjectNode customer = JsonNodeFactory.instance.objectNode();
        customer.putObject("customer")
                .put("first_name", "F" + word(number))
                .put("last_name", "L" + word(number))
                .put("email", word(number) + "@resync.test");
        shop.asStaff("POST", "/admin/api/" + ShopifyTwin.VERSION + "/customers.json", customer);
    }

    private static ObjectNode erp(int number) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "e" + number)
                .put("first_name", "F" + word(number))
                .put("last_name", "L" + word(number))
                .put("email", word(number) + "@resync.test")
                .put("phone", phone(number));
    }

    private static String phone(int number) {
        return "+4930" + (5_000_000 + number);
    }

    private static String word(int number) {
        return new Random(number * 7919L)
                .ints(10, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private KaratProcess start(int number, Path routes) throws IOException {
        Path data = Files.createDirectories(home.resolve("node" + number));
        Files.writeString(data.resolve("erasure-key"), KEY + "\n");
        var environment = new HashMap<String, String>();
        environment.put("KARAT_STORE_URL", server.getJdbcUrl("postgres", "postgres"));
        environment.put("KARAT_STORE_USER", "postgres");
        environment.put("KARAT_STORE_PASSWORD", "env:TEST_PASSWORD");
        environment.put("TEST_PASSWORD", "postgres");
        environment.put("SHOP_TOKEN", TwinSettings.OPEN_SECRET);
        environment.put("KARAT_CLUSTER_NODE", "node" + number);
        environment.put("KARAT_CLUSTER_LEASETTL", "3s");
        environment.put("KARAT_DELIVERY_OUTCOMETIMEOUT", "10s");
        return KaratProcess.start(routes, data, Map.copyOf(environment));
    }

    private Resync.Run resync() {
        return Resync.of("shop", store).map(Resync::run).orElseThrow();
    }

    /** Ends the process that delivers to the shop, with SIGKILL. */
    private void killTheOneThatDelivers() {
        String owner = Awaitility.await()
                .atMost(KaratProcess.PATIENCE)
                .until(
                        () -> store.held().stream()
                                .filter(lease -> lease.name().endsWith("target/shop"))
                                .map(Lease::owner)
                                .findFirst()
                                .orElse(""),
                        name -> name.startsWith("node"));
        nodes.get(owner.charAt("node".length()) - '0').kill();
    }

    @Test
    void theOthersGoOnWhereItWasAndWriteEachCustomerOnce() throws IOException {
        rest(routes("familyName"));
        Path routes = routes("familyName, phones");
        for (int i = 0; i < 3; i++) {
            nodes.add(start(i, routes));
        }
        nodes.forEach(KaratProcess::client);
        Awaitility.await()
                .atMost(KaratProcess.PATIENCE)
                .until(() -> resync().by().startsWith("gateway: "));
        assertThat(resync().compared()).as("it is paused").isZero();
        long before = shop.log().writes();

        nodes.get(0).client().send("POST", "/api/targets/shop/resync/resume", null);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(KaratProcess.PATIENCE)
                .until(() -> resync().compared() > 0);
        killTheOneThatDelivers();
        assertThat(resync().compared()).as("killed while it compared").isBetween(1L, PEOPLE - 1L);

        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(KaratProcess.PATIENCE)
                .until(() -> shop.log().writes() - before > PEOPLE / 3);
        killTheOneThatDelivers();
        assertThat(shop.log().writes() - before).as("killed while it wrote").isLessThan(PEOPLE);

        Awaitility.await()
                .atMost(KaratProcess.PATIENCE)
                .until(() -> resync().state() == Resync.State.DONE && nothingIsOpen());
        assertThat(withoutTheirNumber()).isEmpty();
        assertThat(List.of(resync().compared(), resync().planned())).containsOnly((long) PEOPLE);
        assertThat(shop.log().writes() - before).as("each was written once").isEqualTo(PEOPLE);
        assertThat(store.deadLetters(null, 10)).isEmpty();
    }

    /** Customers of the shop who do not have the telephone number that erp knows. */
    private List<String> withoutTheirNumber() {
        Map<String, String> phones = new HashMap<>();
        IntStream.range(0, PEOPLE).forEach(i -> phones.put(word(i) + "@resync.test", phone(i)));
        for (JsonNode customer : shop.all()) {
            phones.remove(
                    customer.path("email").asText(), customer.path("phone").asText());
        }
        return List.copyOf(phones.keySet());
    }

    /** Nothing waits for a write, and the outcome of each is known, also of those that a dead node began. */
    private boolean nothingIsOpen() {
        var counts = store.deliveryCounts("shop");
        return counts.keySet().equals(Set.of(DeliveryState.Status.SETTLED));
    }
}
