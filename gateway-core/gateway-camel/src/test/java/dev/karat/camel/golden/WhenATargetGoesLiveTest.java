package dev.karat.camel.golden;

import static dev.karat.camel.GatewayFixture.AT_ONCE;
import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.delivery.BrakeOrder;
import dev.karat.engine.delivery.BrakeState;
import dev.karat.engine.delivery.GoLive;
import dev.karat.engine.delivery.PreviewPlan;
import dev.karat.engine.policy.Phase;
import dev.karat.testkit.twin.ShopifyTwin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's server counts what reaches it while its gateway is opened by a plan, held, and taken back. */
class WhenATargetGoesLiveTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CUSTOMERS = 30;

    @TempDir
    Path folder;

    private GatewayFixture gateway;

    @BeforeEach
    void open() {
        gateway = new GatewayFixture(folder);
        IntStream.range(0, CUSTOMERS).forEach(number -> {
            var customer = JSON.createObjectNode();
            customer.putObject("customer")
                    .put("first_name", name(number))
                    .put("last_name", "Old")
                    .put("email", email(number));
            gateway.shop.asStaff("POST", "/admin/api/" + ShopifyTwin.VERSION + "/customers.json", customer);
        });
        gateway.route(routes -> routes.from("connector:read?system=shop&" + AT_ONCE)
                .routeId("shop-in")
                .to("golden:ingest"));
        await().until(() -> gateway.hub.baseline().isComplete("shop"));
        gateway.route(routes -> routes.from("golden:deliver?target=shop&" + AT_ONCE)
                .routeId("shop-out")
                .to("connector:write?system=shop"));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    /** Far enough from those of the others. */
    private static String name(int number) {
        return Long.toString(Math.abs((number + 1) * 0x9E3779B97F4A7C15L), 36).replaceAll("[0-9]", "o");
    }

    private static String email(int number) {
        return name(number).toLowerCase(Locale.ROOT) + "@example.test";
    }

    /** The ERP tells all customers' family names, which end so. */
    private void erp(String ending, String at) {
        gateway.take(IntStream.range(0, CUSTOMERS)
                .mapToObj(number -> row("e" + number, name(number), "Of" + name(number) + ending, email(number), at))
                .toArray(String[]::new));
        await().until(() -> gateway.hub.lag("shop") == 0);
    }

    private long named(String ending) {
        return gateway.shop.all().stream()
                .filter(customer -> customer.path("last_name").asText().endsWith(ending))
                .count();
    }

    private void step(long plan, int canary, int share) {
        GatewayFixture.await(gateway.hub.stepLive("shop", new GoLive.Order(plan, canary, share, false, "eve")));
    }

    private PreviewPlan preview() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, gateway.clock.instant());
        var plan = new PreviewPlan(
                7,
                gateway.hub.givenNow("shop"),
                now,
                now + 1_000_000_000L,
                gateway.hub.preview("shop").waiting(now),
                true,
                "eve");
        GatewayFixture.await(gateway.hub.remember("shop", plan));
        gateway.clock.advance(Duration.ofMinutes(1));
        return plan;
    }

    private BrakeState.Held held() {
        await().until(() -> gateway.hub
                .brake("shop")
                .heldRun()
                .filter(BrakeState.Held::counted)
                .isPresent());
        return gateway.hub.brake("shop").heldRun().orElseThrow();
    }

    @Test
    void thatServerIsAskedForNothingThatNobodyApproved() {
        erp("", "2026-02-01T10:00:00Z");
        GatewayFixture.await(gateway.hub.grant("shop", Phase.PREVIEW));
        PreviewPlan plan = preview();
        long before = gateway.shop.log().changes();
        assertThat(plan.counts().updates()).isEqualTo(CUSTOMERS);
        assertThat(before).as("in observe and preview").isZero();

        step(plan.id(), 3, 0);
        await().until(() -> gateway.hub.check("shop").of(run()).same() == 3);
        assertThat(gateway.shop.log().changes()).isEqualTo(before + 3);
        step(plan.id(), 0, GoLive.ALL);
        await().until(() -> gateway.shop.log().changes() == before + CUSTOMERS);
        await().until(() -> gateway.hub.brake("shop").allowance() == null);

        gateway.clock.advance(Duration.ofHours(2));
        erp("Test", "2026-02-02T10:00:00Z");
        BrakeState.Held held = held();
        assertThat(held.waiting().updates() + held.given().updates()).isEqualTo(CUSTOMERS);
        assertThat(named("Test")).as("at most what one run may do").isLessThanOrEqualTo(10);
        GatewayFixture.await(gateway.hub.decideRun("shop", new BrakeOrder(held.run(), false, "eve", "test names")));

        GatewayFixture.await(gateway.hub.revert("shop", held.run(), null, false));
        gateway.clock.advance(Duration.ofHours(2));
        await().until(() -> named("Test") == 0);
        assertThat(gateway.shop.all()).hasSize(CUSTOMERS);
    }

    private long run() {
        return gateway.hub.brake("shop").lastRun();
    }
}
