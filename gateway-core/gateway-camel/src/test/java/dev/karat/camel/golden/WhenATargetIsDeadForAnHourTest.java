package dev.karat.camel.golden;

import static dev.karat.camel.GatewayFixture.AT_ONCE;
import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.camel.GatewayFixture;
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
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.MailchimpTwin;
import dev.karat.testkit.twin.ShopifyTwin;
import dev.karat.testkit.twin.TwinSettings;
import dev.karat.testkit.twin.VendorTwin;
import dev.karat.testkit.twin.ZendeskTwin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five targets, of which one takes connections and answers nothing for an hour, while customers change. The clock is the
 * test's: it stands still until a change has arrived, so that whoever had to wait for a time would never get it.
 */
class WhenATargetIsDeadForAnHourTest {
    private static final int CUSTOMERS = 12;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    private final ShopifyTwin shop =
            ShopifyTwin.start(TwinSettings.of(clock), new ShopifyTwin.Options(100_000, 1_000, ZoneOffset.UTC));
    private final Map<String, VendorTwin> others = new TreeMap<>(Map.of(
            "outlet",
            ShopifyTwin.start(TwinSettings.of(clock), new ShopifyTwin.Options(100_000, 1_000, ZoneOffset.UTC)),
            "mailing",
            MailchimpTwin.start(TwinSettings.of(clock)),
            "partners",
            MailchimpTwin.start(TwinSettings.of(clock)),
            "support",
            ZendeskTwin.start(
                    TwinSettings.of(clock), new ZendeskTwin.Options(100_000, 100_000, false, Duration.ZERO))));
    private final DefaultCamelContext context = new DefaultCamelContext();
    private Store store;
    private Hub hub;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        GatewayPolicy policy = PolicyReader.read(configured(folder)).orThrow();
        var secrets = new Secrets(name -> TwinSettings.OPEN_SECRET + (name.equals("KEY") ? "-us1" : ""));
        var systems = new ConnectedSystems(policy, Connectors.read(GatewayFixture.CONNECTORS), secrets, clock);
        store = Stores.sqlite(folder.resolve("karat.db"));
        byte[] key = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                key,
                clock,
                new Random(7));
        context.getRegistry().bind("hub", hub);
        context.getRegistry().bind("pages", new SystemPages(systems, GatewayFixture.RECORD_BYTES_MAX));
        context.getRegistry().bind("systems", systems);
        context.getShutdownStrategy().setTimeout(5);
        context.start();
        for (String target : policy.targets().keySet()) {
            GatewayFixture.await(hub.baselineCompleted(target));
            GatewayFixture.await(hub.grant(target, Phase.LIVE));
            RouteBuilder.addRoutes(
                    context,
                    routes -> routes.from("connector:read?initialDelay=0&system=" + target)
                            .to("golden:ingest"));
            RouteBuilder.addRoutes(
                    context,
                    routes -> routes.from("golden:deliver?" + AT_ONCE + "&target=" + target)
                            .to("connector:write?system=" + target));
        }
    }

    private Path configured(Path folder) throws IOException {
        var yaml = new StringBuilder("version: 1\nsystems:\n");
        yaml.append("  erp: { connector: shopify, connection: { shop: erp, token: env:TOKEN }, trust: 80 }\n");
        var all = new TreeMap<String, VendorTwin>(others);
        all.put("shop", shop);
        all.forEach((name, twin) -> yaml.append("  " + name + ": { " + connection(twin)
                + ", poll: 50ms, limits: { concurrency: 4, requests: 100000, per: 1s } }\n"));
        yaml.append("targets:\n");
        all.keySet()
                .forEach(
                        name -> yaml.append(
                                "  " + name + ": { phase: live, mode: upsert,"
                                        + " brake: { creates: all, updates: all }, fields: { give: [givenName, familyName, emails] } }\n"));
        return Files.writeString(folder.resolve("gateway.yaml"), yaml);
    }

    private static String connection(VendorTwin twin) {
        String url = twin.baseUri().toString();
        return switch (twin.name()) {
            case "shopify" -> "connector: shopify, connection: { shop: twin, url: \"" + url + "\", token: env:TOKEN }";
            case "zendesk" ->
                "connector: zendesk, connection: { subdomain: twin, url: \"" + url + "\", token: env:TOKEN }";
            default ->
                "connector: mailchimp, connection: { audience: " + MailchimpTwin.LIST + ", url: \"" + url
                        + "\", apiKey: env:KEY }";
        };
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        hub.close();
        store.close();
        shop.close();
        others.values().forEach(VendorTwin::close);
    }

    private void rename(int customer, int version) {
        String email = "c" + customer + "@example.test";
        String at = clock.instant().toString();
        String body = "[" + row("c" + customer, "Given" + customer, name(customer, version), email, at) + "]";
        context.createProducerTemplate().requestBody("golden:ingest?system=erp", body, List.class);
    }

    private static String name(int customer, int version) {
        return "Family" + customer + "of" + version;
    }

    /** Family names by address, of whoever is there. */
    private static Map<String, String> names(VendorTwin twin) {
        var names = new TreeMap<String, String>();
        for (JsonNode record : twin.all()) {
            switch (twin.name()) {
                case "shopify" ->
                    names.put(
                            record.path("email").asText(),
                            record.path("last_name").asText());
                case "zendesk" ->
                    names.put(
                            record.path("email").asText(),
                            record.path("name").asText().replaceFirst(".* ", ""));
                default ->
                    names.put(
                            record.path("email_address").asText(),
                            record.at("/merge_fields/LNAME").asText());
            }
        }
        names.keySet()
                .retainAll(names.keySet().stream()
                        .filter(email -> email.endsWith("@example.test"))
                        .toList());
        return names;
    }

    private long backlog(String target) {
        Map<Status, Long> counts = store.deliveryCounts(target);
        return counts.getOrDefault(Status.PENDING, 0L) + counts.getOrDefault(Status.INTENT, 0L) + hub.lag(target);
    }

    private long backlog() {
        return backlog("shop")
                + others.keySet().stream().mapToLong(this::backlog).sum();
    }

    /**
     * One customer a minute changes, and the next minute does not begin before all the others have it.
     *
     * @return writes that each of the others was sent
     */
    private Map<String, Long> changes(int minutes, int firstVersion) {
        Map<String, Long> writes = new TreeMap<>();
        others.forEach((name, twin) -> writes.put(name, -twin.log().writes()));
        for (int minute = 0; minute < minutes; minute++) {
            clock.advance(MINUTE);
            int customer = minute % CUSTOMERS;
            String name = name(customer, firstVersion + minute);
            rename(customer, firstVersion + minute);
            await().until(() -> others.values().stream()
                    .allMatch(twin -> name.equals(names(twin).get("c" + customer + "@example.test"))));
        }
        others.forEach((name, twin) -> writes.merge(name, twin.log().writes(), Long::sum));
        return writes;
    }

    @Test
    void theOthersAreNotHeldUpTheBacklogIsBoundedAndAllOfItIsCaughtUp() {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            rename(customer, 0);
        }
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            clock.advance(Duration.ofSeconds(1));
            assertThat(others)
                    .allSatisfy((name, twin) -> assertThat(names(twin)).hasSize(CUSTOMERS));
            assertThat(names(shop)).hasSize(CUSTOMERS);
            assertThat(backlog()).isZero();
        });
        Map<String, Long> quiet = changes(60, 1);
        await().until(() -> backlog() == 0);

        shop.faults().next(Integer.MAX_VALUE, "PUT", "", Fault.lostBeforeWrite());
        long before = shop.log().count("PUT", "customers");
        Map<String, Long> withoutShop = changes(60, 1_001);

        assertThat(withoutShop)
                .as("as in an hour in which nobody is dead: one write for each change, in the minute of the change")
                .isEqualTo(quiet)
                .hasSize(4)
                .allSatisfy((name, writes) -> assertThat(writes).isEqualTo(60));
        assertThat(backlog("shop")).as("of each customer the last change only").isEqualTo(CUSTOMERS);
        assertThat(shop.log().count("PUT", "customers") - before)
                .as("five failures open the circuit, then it is tried once a minute at most")
                .isBetween(5L, 70L);
        assertThat(store.deadLetters(null, 10)).isEmpty();

        shop.faults().clear();
        long changes = shop.log().changes();
        await().until(() -> {
            clock.advance(MINUTE);
            return backlog() == 0;
        });
        assertThat(names(shop)).hasSize(CUSTOMERS);
        assertThat(others.values()).allSatisfy(twin -> assertThat(names(twin)).isEqualTo(names(shop)));
        assertThat(shop.log().changes() - changes)
                .as("one write for each customer")
                .isEqualTo(CUSTOMERS);
    }
}
