package dev.karat.camel.connect;

import static dev.karat.camel.GatewayFixture.AT_ONCE;
import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.system.ConnectionHealth;
import dev.karat.camel.system.ConnectionHealth.State;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Setting;
import dev.karat.testkit.twin.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop that is read and written by the declaration of its connector. */
class ConnectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CUSTOMERS = "/admin/api/2026-07/customers.json";
    private static final String DATE = "2026-02-01T10:00:00Z";

    @TempDir
    Path folder;

    GatewayFixture gateway;

    @BeforeEach
    void open() {
        gateway = new GatewayFixture(folder);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private String customer(String given, String family, String email) {
        var customer = JSON.createObjectNode();
        customer.putObject("customer")
                .put("first_name", given)
                .put("last_name", family)
                .put("email", email);
        return gateway.shop
                .asStaff("POST", CUSTOMERS, customer)
                .at("/customer/id")
                .asText();
    }

    private JsonNode only() {
        assertThat(gateway.shop.all()).hasSize(1);
        return gateway.shop.all().get(0);
    }

    private ConnectionHealth health() {
        return gateway.systems.get("shop").health();
    }

    private String cursor() {
        return gateway.hub.cursor(Setting.Scope.CURSOR, "shop/customers").orElse("");
    }

    @Nested
    class WhenAShopIsRead {
        private final List<RecordPage> pages = new CopyOnWriteArrayList<>();

        private void read() {
            gateway.route(routes -> routes.from("connector:read?system=shop&initialDelay=0")
                    .routeId("shop-in")
                    .process(exchange -> pages.add(exchange.getMessage().getBody(RecordPage.class)))
                    .to("golden:ingest"));
        }

        private boolean asked() {
            return gateway.shop.log().count("GET", "customers") > 0;
        }

        @Test
        void itsCustomersBecomeProfilesAndTheBaselineIsComplete() {
            String id = customer("Ada", "Lovelace", "ada@example.test");
            read();
            await().until(() -> gateway.hub.baseline().isComplete("shop"));
            assertThat(gateway.profile("shop", id)).isPresent();
            assertThat(health().records()).isPositive();
            assertThat(cursor()).isNotEmpty();
        }

        @Test
        void changesAreSeenAtTheNextPoll() {
            customer("Ada", "Lovelace", "ada@example.test");
            read();
            await().until(() -> gateway.hub.baseline().isComplete("shop"));
            gateway.clock.advance(Duration.ofHours(1));
            String id = customer("Grace", "Hopper", "grace@example.test");
            await().until(() -> gateway.profile("shop", id).isPresent());
        }

        @Test
        void theCursorMovesOnlyAfterTheExchangeAndThePageComesAgain() {
            String id = customer("Ada", "Lovelace", "ada@example.test");
            var tries = new AtomicInteger();
            gateway.route(routes -> routes.from("connector:read?system=shop&initialDelay=0")
                    .routeId("shop-in")
                    .process(exchange -> {
                        assertThat(cursor()).isEmpty();
                        if (tries.incrementAndGet() < 2) {
                            throw new IllegalStateException("The route is broken");
                        }
                    })
                    .to("golden:ingest"));
            await().until(() -> health().state() == State.BACKING_OFF);
            assertThat(cursor()).isEmpty();
            assertThat(gateway.record("shop", id)).isEmpty();
            assertThat(gateway.hub.baseline().isComplete("shop")).isFalse();

            gateway.clock.advance(Duration.ofSeconds(1));
            await().until(() -> !cursor().isEmpty());
            assertThat(gateway.record("shop", id)).isPresent();
            await().until(() -> health().state() == State.RUNNING);
        }

        @Test
        void aStoreThatFailsIsBackedOffFrom() {
            String id = customer("Ada", "Lovelace", "ada@example.test");
            gateway.sql("ALTER TABLE change_log RENAME TO gone");
            read();
            await().until(() -> health().lastError() == ErrorCode.STORE_UNAVAILABLE);
            assertThat(cursor()).isEmpty();

            gateway.sql("ALTER TABLE gone RENAME TO change_log");
            gateway.clock.advance(Duration.ofMinutes(1));
            await().until(() -> gateway.record("shop", id).isPresent());
        }

        @Test
        void aCursorThatCannotBeKeptIsBackedOffFrom() {
            customer("Ada", "Lovelace", "ada@example.test");
            gateway.sql("CREATE TRIGGER full BEFORE INSERT ON setting BEGIN SELECT RAISE(ABORT, 'full'); END");
            read();
            await().until(() -> health().state() == State.BACKING_OFF);
            assertThat(cursor()).isEmpty();
            gateway.sql("DROP TRIGGER full");
            gateway.clock.advance(Duration.ofMinutes(1));
            await().until(() -> !cursor().isEmpty());
        }

        @Test
        void aRefusedCredentialStopsItUntilSomebodyResumes() {
            customer("Ada", "Lovelace", "ada@example.test");
            gateway.shop.faults().next(1, Fault.status(401));
            read();
            await().until(() -> health().state() == State.FAILED);
            assertThat(health().lastError()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
            gateway.clock.advance(Duration.ofDays(1));
            await().during(Duration.ofMillis(300))
                    .until(() -> gateway.shop.log().reads() == 1);
            assertThat(pages).isEmpty();

            health().resume();
            await().until(() -> !pages.isEmpty());
        }

        @Test
        void aRateLimitIsKeptAndOtherSystemsGoOn() {
            customer("Ada", "Lovelace", "ada@example.test");
            gateway.shop.faults().next(1, Fault.tooManyRequests("1"));
            read();
            await().until(() -> health().state() == State.BACKING_OFF);
            assertThat(health().lastError()).isEqualTo(ErrorCode.VENDOR_RATE_LIMITED);
            gateway.clock.advance(Duration.ofMillis(999));
            await().during(Duration.ofMillis(300))
                    .until(() -> gateway.shop.log().reads() == 1);
            gateway.take(row("1", "Grace", "Hopper", "grace@example.test", DATE));
            assertThat(gateway.record("erp", "1")).isPresent();

            gateway.clock.advance(Duration.ofMillis(1));
            await().until(() -> health().state() == State.RUNNING);
            assertThat(pages).isNotEmpty();
        }

        @Test
        void anOutageAndATornAnswerPass() {
            String id = customer("Ada", "Lovelace", "ada@example.test");
            gateway.shop.faults().next(1, Fault.serverErrorHtml()).next(1, Fault.truncated());
            read();
            await().until(() -> health().lastError() == ErrorCode.VENDOR_UNAVAILABLE);
            gateway.clock.advance(Duration.ofSeconds(1));
            await().until(() -> health().lastError() == ErrorCode.VENDOR_ANSWER_MALFORMED);
            assertThat(cursor()).isEmpty();
            gateway.clock.advance(Duration.ofSeconds(2));
            await().until(() -> gateway.record("shop", id).isPresent());
            assertThat(asked()).isTrue();
        }
    }

    @Nested
    class WhenAShopIsWritten {
        private void write() {
            gateway.route(routes -> routes.from("golden:deliver?target=shop&" + AT_ONCE)
                    .routeId("shop-out")
                    .to("connector:write?system=shop"));
        }

        private Status status(String erpId) {
            return gateway.delivery(erpId).status();
        }

        @Test
        void aCustomerIsCreatedThenChanged() {
            gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE));
            gateway.goLive();
            write();
            gateway.route(routes -> routes.from("connector:read?system=shop&initialDelay=0")
                    .routeId("shop-in")
                    .to("golden:ingest"));
            await().until(() -> gateway.shop.log().changes() == 1 && status("1") == Status.SETTLED);
            assertThat(only().path("email").asText()).isEqualTo("ada@example.test");

            gateway.take(row("1", "Ada", "Byron", "ada@example.test", "2026-02-02T10:00:00Z"));
            await().until(() -> only().path("last_name").asText().equals("Byron"));
            await().during(Duration.ofMillis(300))
                    .until(() -> gateway.shop.log().changes() == 2);
        }

        @Test
        void aLostAnswerIsLookedUpAndLeavesNoDuplicate() {
            gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE));
            gateway.goLive();
            gateway.shop.faults().next(1, "POST", "customers.json", Fault.lostAfterWrite());
            write();
            await().until(() ->
                    gateway.shop.log().changes() == 1 && gateway.delivery("1").error() != null);
            assertThat(status("1")).isEqualTo(Status.INTENT);
            assertThat(gateway.delivery("1").error()).isEqualTo(ErrorCode.VENDOR_TIMEOUT);

            gateway.clock.advance(Duration.ofMinutes(1));
            await().until(() -> status("1") == Status.SETTLED);
            assertThat(gateway.delivery("1").externalId())
                    .isEqualTo(only().path("id").asText());
            assertThat(gateway.shop.log().count("POST", "customers.json")).isEqualTo(1);
        }

        @Test
        void whomTheStaffEntersWhileHeIsCreatedIsTakenOn() {
            gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE));
            gateway.goLive();
            gateway.shop
                    .faults()
                    .next(
                            1,
                            "POST",
                            "customers.json",
                            Fault.overtaken(() -> customer("Ada", "Byron", "ADA@example.test")));
            write();
            await().until(() -> gateway.shop.log().changes() == 1 && status("1") == Status.SETTLED);
            assertThat(only().path("last_name").asText()).isEqualTo("Lovelace");
            assertThat(gateway.delivery("1").externalId())
                    .isEqualTo(only().path("id").asText());
            assertThat(gateway.delivery("1").created()).isFalse();
            assertThat(gateway.deadLetters()).isEmpty();
        }

        @Test
        void whoSharesAnAddressIsNotWrittenIntoTheRecordOfAnother() {
            gateway.take(
                    row("1", "Ada", "Lovelace", "office@example.test", DATE),
                    row("2", "Grace", "Hopper", "office@example.test", DATE));
            gateway.goLive();
            write();
            await().until(() -> gateway.deadLetters().size() == 1);
            assertThat(gateway.deadLetters().get(0).code()).isEqualTo(ErrorCode.VENDOR_CONFLICT);
            String first = status("1") == Status.SETTLED ? "1" : "2";
            String second = first.equals("1") ? "2" : "1";
            assertThat(status(first)).isEqualTo(Status.SETTLED);
            assertThat(status(second)).isEqualTo(Status.REJECTED);
            assertThat(only().path("first_name").asText()).isEqualTo(first.equals("1") ? "Ada" : "Grace");

            gateway.take(row(second, "Anne", "Hathaway", "office@example.test", "2026-02-02T10:00:00Z"));
            await().until(() -> gateway.deadLetters().size() == 2);
            assertThat(gateway.shop.log().changes()).isEqualTo(1);
        }

        @Test
        void aRefusedCredentialStopsItAndSaysSo() {
            gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE));
            gateway.goLive();
            gateway.shop.faults().next(100, Fault.status(401));
            write();
            await().until(() -> health().state() == State.FAILED);
            await().until(() -> status("1") == Status.PENDING);
            assertThat(gateway.delivery("1").error()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        }

        @Test
        void aGateThatClosesInTheMiddleOfAPageStopsTheRest() {
            gateway.take(
                    row("1", "Ada", "Lovelace", "ada@example.test", DATE),
                    row("2", "Grace", "Hopper", "grace@example.test", DATE),
                    row("3", "Alan", "Turing", "alan@example.test", DATE),
                    row("4", "Anne", "Hathaway", "anne@example.test", DATE),
                    row("5", "Emmy", "Noether", "emmy@example.test", DATE));
            gateway.goLive();
            // Two calls at once are what the connector allows.
            gateway.shop.faults().next(2, "POST", "customers.json", Fault.slow(Duration.ofMillis(500)));
            write();
            await().until(() -> gateway.shop.log().changes() == 2);
            GatewayFixture.await(gateway.hub.grant("shop", Phase.OBSERVE));
            await().until(() -> gateway.store.deliveryCounts("shop").getOrDefault(Status.PENDING, 0L) == 3);
            assertThat(gateway.shop.all()).hasSize(2);
            assertThat(gateway.store.deliveryCounts("shop")).containsEntry(Status.SETTLED, 2L);
        }

        @Test
        void itemsOfAnotherTargetAreRefused() {
            gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE));
            gateway.goLive();
            GatewayFixture.await(gateway.hub.plan("shop"));
            List<DeliveryItem> items = GatewayFixture.await(gateway.hub.take("shop", 10));
            var answer = gateway.context
                    .createProducerTemplate()
                    .request(
                            "connector:write?system=erp",
                            exchange -> exchange.getMessage().setBody(items));
            assertThat(answer.getException()).hasMessageContaining("for erp only");
            assertThat(gateway.shop.all()).isEmpty();
        }

        @Test
        void anItemAndItsOutcomeBelongTogether() {
            gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", DATE));
            gateway.goLive();
            GatewayFixture.await(gateway.hub.plan("shop"));
            List<DeliveryItem> items = GatewayFixture.await(gateway.hub.take("shop", 10));
            List<?> outcomes = gateway.context
                    .createProducerTemplate()
                    .requestBody("connector:write?system=shop", items, List.class);
            assertThat(outcomes)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            DeliveryOutcome.Applied.class,
                            applied -> assertThat(applied.itemId())
                                    .isEqualTo(items.get(0).id()));
        }
    }
}
