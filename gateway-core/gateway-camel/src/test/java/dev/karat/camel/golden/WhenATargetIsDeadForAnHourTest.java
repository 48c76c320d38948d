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

/** Two targets, of which one takes connections and answers nothing for an hour, while customers change. */
class WhenATargetIsDeadForAnHourTest {
    private static final int CUSTOMERS = 12;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");
    private final ShopifyTwin shop =
            ShopifyTwin.start(TwinSettings.of(clock), new ShopifyTwin.Options(100_000, 1_000, ZoneOffset.UTC));
    private final MailchimpTwin mailing = MailchimpTwin.start(TwinSettings.of(clock));
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
        for (String target : List.of("shop", "mailing")) {
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
        return Files.writeString(
                folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  erp: { connector: shopify, connection: { shop: erp, token: env:TOKEN }, trust: 80 }
                  shop:
                    connector: shopify
                    connection: { shop: twin, url: "%s", token: env:TOKEN }
                    poll: 50ms
                    limits: { concurrency: 4, requests: 100000, per: 1s }
                  mailing:
                    connector: mailchimp
                    connection: { audience: %s, url: "%s", apiKey: env:KEY }
                    poll: 50ms
                targets:
                  shop: { phase: live, mode: upsert, brake: { creates: all, updates: all }, fields: { give: [givenName, familyName, emails] } }
                  mailing: { phase: live, mode: upsert, brake: { creates: all, updates: all }, fields: { give: [givenName, familyName, emails] } }
                """.formatted(shop.baseUri(), MailchimpTwin.LIST, mailing.baseUri()));
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        hub.close();
        store.close();
        shop.close();
        mailing.close();
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

    private static Map<String, String> names(VendorTwin twin, String email, String name) {
        var names = new TreeMap<String, String>();
        for (JsonNode record : twin.all()) {
            names.put(record.at(email).asText(), record.at(name).asText());
        }
        return names;
    }

    private Map<String, String> inShop() {
        return names(shop, "/email", "/last_name");
    }

    private Map<String, String> inMailing() {
        return names(mailing, "/email_address", "/merge_fields/LNAME");
    }

    private long backlog(String target) {
        Map<Status, Long> counts = store.deliveryCounts(target);
        return counts.getOrDefault(Status.PENDING, 0L) + counts.getOrDefault(Status.INTENT, 0L) + hub.lag(target);
    }

    @Test
    void theOtherOneIsNotHeldUpTheBacklogIsBoundedAndAllOfItIsCaughtUp() {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            rename(customer, 0);
        }
        await().until(() -> store.counts().records() == 3 * CUSTOMERS && backlog("shop") + backlog("mailing") == 0);

        shop.faults().next(Integer.MAX_VALUE, "PUT", "", Fault.lostBeforeWrite());
        long before = shop.log().count("PUT", "customers");
        for (int minute = 1; minute <= 60; minute++) {
            clock.advance(MINUTE);
            int customer = minute % CUSTOMERS;
            int version = minute;
            rename(customer, version);
            await().until(() -> name(customer, version).equals(inMailing().get("c" + customer + "@example.test")));
        }

        assertThat(backlog("shop")).as("of each customer the last change only").isEqualTo(CUSTOMERS);
        assertThat(shop.log().count("PUT", "customers") - before)
                .as("five failures open the circuit, then it is tried once a minute at most")
                .isBetween(5L, 70L);
        assertThat(store.deadLetters(null, 10)).isEmpty();

        shop.faults().clear();
        long changes = shop.log().changes();
        await().until(() -> {
            clock.advance(MINUTE);
            return backlog("shop") == 0;
        });
        assertThat(inShop()).isEqualTo(inMailing()).hasSize(CUSTOMERS);
        assertThat(shop.log().changes() - changes)
                .as("one write for each customer")
                .isEqualTo(CUSTOMERS);
    }
}
