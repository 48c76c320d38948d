package dev.karat.camel.golden;

import static dev.karat.camel.GatewayFixture.AT_ONCE;
import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.camel.GatewayFixture;
import dev.karat.engine.store.DeliveryState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between taking a delivery and the call to the vendor the process stands still for longer than others wait for it. */
class WhenANodeIsStoppedBeforeItSendsTest {
    @TempDir
    Path folder;

    private GatewayFixture gateway;

    @BeforeEach
    void open() {
        gateway = new GatewayFixture(folder);
        gateway.take(row("1", "Ada", "Lovelace", "ada@example.test", "2026-02-01T10:00:00Z"));
        gateway.goLive();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void itSendsNothingAndWhoeverTakesItNextLooksFirst() {
        var pages = new AtomicInteger();
        var sentTooLate = new AtomicInteger();
        gateway.route(routes -> routes.from("golden:deliver?target=shop&" + AT_ONCE)
                .routeId("shop-out")
                .process(stop -> {
                    if (pages.incrementAndGet() == 1) {
                        gateway.clock.advance(Duration.ofMinutes(3));
                    }
                })
                .to("connector:write?system=shop")
                .process(sent -> {
                    if (pages.get() == 1) {
                        sentTooLate.set(gateway.shop.all().size());
                    }
                }));

        await().until(() -> {
            gateway.clock.advance(Duration.ofSeconds(10));
            return pages.get() > 1 && gateway.delivery("1").status() == DeliveryState.Status.SETTLED;
        });

        assertThat(sentTooLate).hasValue(0);
        assertThat(gateway.shop.all()).hasSize(1);
    }
}
