package dev.karat.camel.golden;

import static dev.karat.camel.GatewayFixture.AT_ONCE;
import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Desired states on their way to a target through {@code golden:deliver}. */
class DeliverTest {
    @TempDir
    Path folder;

    GatewayFixture gateway;

    private final List<DeliveryItem> given = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        gateway = new GatewayFixture(folder);
        gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", "2026-02-01T10:00:00Z"));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    /** A route to the target that ends with the sink. */
    private void deliver(Processor sink) {
        gateway.route(routes -> routes.from("golden:deliver?target=shop&" + AT_ONCE)
                .routeId("shop-out")
                .process(this::note)
                .process(sink));
    }

    private void note(Exchange exchange) {
        assertThat(exchange.getMessage().getHeader(GoldenConstants.TARGET)).isEqualTo("shop");
        items(exchange).forEach(given::add);
    }

    private static List<DeliveryItem> items(Exchange exchange) {
        return ((List<?>) exchange.getMessage().getBody())
                .stream().map(DeliveryItem.class::cast).toList();
    }

    private static void applied(Exchange exchange) {
        exchange.getMessage()
                .setBody(items(exchange).stream()
                        .map(item -> new DeliveryOutcome.Applied(item.id(), "77", item.desired(), null, true))
                        .toList());
    }

    private Status status() {
        return gateway.delivery("1").status();
    }

    @Test
    void givesNothingInObserve() {
        GatewayFixture.await(gateway.hub.baselineCompleted("shop"));
        deliver(DeliverTest::applied);
        await().until(() -> !gateway.store
                .deliveries(
                        "shop",
                        List.of(gateway.profile("erp", "1").orElseThrow().id()))
                .isEmpty());
        await().during(Duration.ofMillis(200)).until(given::isEmpty);
        assertThat(status()).isEqualTo(Status.PENDING);

        GatewayFixture.await(gateway.hub.grant("shop", Phase.LIVE));
        await().until(() -> status() == Status.SETTLED);
    }

    @Test
    void settlesWhatTheSinkAnswered() {
        gateway.goLive();
        deliver(DeliverTest::applied);
        await().until(() -> !given.isEmpty() && status() == Status.SETTLED);
        DeliveryState settled = gateway.delivery("1");
        assertThat(settled.externalId()).isEqualTo("77");
        assertThat(settled.created()).isTrue();
        assertThat(given.get(0).desired().text(Attribute.FAMILY_NAME)).isEqualTo("Lovelace");
        await().during(Duration.ofMillis(200)).until(() -> given.size() == 1);
    }

    @Test
    void keepsARefusalAmongTheDeadLettersAndDoesNotRepeatIt() {
        gateway.goLive();
        deliver(exchange -> exchange.getMessage()
                .setBody(List.of(new DeliveryOutcome.Rejected(
                        items(exchange).get(0).id(), ErrorCode.VENDOR_REFUSED, "email is invalid"))));
        await().until(() -> !given.isEmpty() && status() == Status.REJECTED);
        assertThat(gateway.deadLetters()).hasSize(1);
        gateway.clock.advance(Duration.ofHours(1));
        await().during(Duration.ofMillis(200)).until(() -> given.size() == 1);
    }

    @Test
    void comparesEveryProfileWhereSomebodyAsksForItAndWritesNothingThatIsTheSame() {
        gateway.goLive();
        deliver(DeliverTest::applied);
        await().until(() -> !given.isEmpty() && status() == Status.SETTLED);

        assertThat(GatewayFixture.await(gateway.hub.steer("shop", Resync.Order.whole("eve"))))
                .isTrue();

        await().until(() -> resync().state() == Resync.State.DONE);
        assertThat(resync().compared()).isEqualTo(1);
        assertThat(resync().planned()).isZero();
        assertThat(given).hasSize(1);
    }

    private Resync.Run resync() {
        return gateway.hub.resync("shop").map(Resync::run).orElseThrow();
    }

    @Test
    void comesBackLaterWhereTheTargetAskedForIt() {
        gateway.goLive();
        deliver(exchange -> {
            if (given.size() > 1) {
                applied(exchange);
            } else {
                exchange.getMessage()
                        .setBody(List.of(new DeliveryOutcome.Retryable(
                                items(exchange).get(0).id(), ErrorCode.VENDOR_RATE_LIMITED, Duration.ofMinutes(5))));
            }
        });
        await().until(() -> !given.isEmpty() && status() == Status.PENDING);
        gateway.clock.advance(Duration.ofMinutes(4));
        await().during(Duration.ofMillis(200)).until(() -> given.size() == 1);
        gateway.clock.advance(Duration.ofMinutes(1));
        await().until(() -> given.size() == 2 && status() == Status.SETTLED);
        assertThat(given.get(1).lookUpFirst()).isFalse();
    }

    /** Nobody knows what such a route did, so the next try looks before it writes. */
    private void isUnknownAndLookedUp(Processor sink) {
        gateway.goLive();
        deliver(exchange -> (given.size() > 1 ? (Processor) DeliverTest::applied : sink).process(exchange));
        await().until(() -> !given.isEmpty() && gateway.delivery("1").error() != null);
        assertThat(status()).isEqualTo(Status.INTENT);
        assertThat(gateway.delivery("1").error()).isEqualTo(ErrorCode.OUTCOME_MISSING);
        await().during(Duration.ofMillis(200)).until(() -> given.size() == 1);

        gateway.clock.advance(Duration.ofMinutes(1));
        await().until(() -> given.size() == 2 && status() == Status.SETTLED);
        assertThat(given.get(0).lookUpFirst()).isFalse();
        assertThat(given.get(1).lookUpFirst()).isTrue();
    }

    @Test
    void looksUpAfterARouteThatEndsWithoutOutcomes() {
        isUnknownAndLookedUp(exchange -> exchange.getMessage().setBody("done"));
    }

    @Test
    void looksUpAfterARouteThatPassesTheItemsOn() {
        isUnknownAndLookedUp(exchange -> {});
    }

    @Test
    void looksUpAfterAnExchangeThatFailed() {
        isUnknownAndLookedUp(exchange -> {
            applied(exchange);
            throw new IllegalStateException("after the write");
        });
    }

    @Test
    void looksUpAfterARestartInTheMiddle() throws Exception {
        gateway.goLive();
        GatewayFixture.await(gateway.hub.plan("shop"));
        assertThat(GatewayFixture.await(gateway.hub.take("shop", 10))).hasSize(1);
        gateway.restart();
        assertThat(status()).isEqualTo(Status.INTENT);
        gateway.clock.advance(Duration.ofMinutes(5));
        deliver(DeliverTest::applied);
        await().until(() -> !given.isEmpty() && status() == Status.SETTLED);
        assertThat(given.get(0).lookUpFirst()).isTrue();
    }

    @Test
    void forgetsATokenThatWasStale() {
        gateway.context
                .createProducerTemplate()
                .requestBody("golden:ingest?system=shop", row("77", "A", "Lovelace", "ada@example.test", "2026-01-01"));
        gateway.goLive();
        var answers = List.<Function<DeliveryItem, DeliveryOutcome>>of(
                item -> new DeliveryOutcome.Applied(item.id(), "77", item.desired(), "v1", false),
                item -> new DeliveryOutcome.Retryable(item.id(), ErrorCode.VENDOR_STALE, null),
                item -> new DeliveryOutcome.Applied(item.id(), "77", item.desired(), "v3", false));
        deliver(exchange -> exchange.getMessage()
                .setBody(List.of(
                        answers.get(given.size() - 1).apply(items(exchange).get(0)))));
        await().until(() -> given.size() == 1 && status() == Status.SETTLED);
        gateway.take(row("1", "Ada", "Byron", "ada@example.test", "2026-02-02T10:00:00Z"));
        await().until(() -> given.size() == 2 && gateway.delivery("1").error() == ErrorCode.VENDOR_STALE);
        assertThat(given.get(1).token()).isEqualTo("v1");
        gateway.clock.advance(Duration.ofMinutes(1));
        await().until(() -> given.size() == 3 && status() == Status.SETTLED);
        assertThat(given.get(2).token()).isNull();
        assertThat(gateway.delivery("1").token()).isEqualTo("v3");
    }

    @Test
    void refusesARouteToATargetThatIsNone() {
        for (String uri : List.of("golden:deliver", "golden:deliver?target=erp", "golden:deliver?target=nowhere")) {
            assertThatThrownBy(() -> gateway.route(
                            routes -> routes.from(uri).routeId("out").process(this::note)))
                    .as(uri)
                    .rootCause()
                    .isInstanceOf(GatewayException.class);
        }
    }
}
