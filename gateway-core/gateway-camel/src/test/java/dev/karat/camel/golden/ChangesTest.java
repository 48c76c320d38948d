package dev.karat.camel.golden;

import static dev.karat.camel.GatewayFixture.AT_ONCE;
import static dev.karat.camel.GatewayFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StoredChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ordered log of changes, as subscribers read it through {@code golden:changes}. */
class ChangesTest {
    private static final String DATE = "2026-02-01T10:00:00Z";

    @TempDir
    Path folder;

    GatewayFixture gateway;

    private final List<List<StoredChange>> pages = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        gateway = new GatewayFixture(folder);
        gateway.take(
                row("1", "Ada", "Lovelace", "ada@example.test", DATE),
                row("2", "Grace", "Hopper", "grace@example.test", DATE),
                row("3", "Alan", "Turing", "alan@example.test", DATE));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void note(Exchange exchange) {
        List<StoredChange> page = new ArrayList<>();
        exchange.getMessage().getBody(List.class).forEach(change -> page.add((StoredChange) change));
        pages.add(page);
    }

    private List<Long> places() {
        return pages.stream().flatMap(List::stream).map(StoredChange::seq).toList();
    }

    private long cursor(String subscriber) {
        return gateway.hub
                .cursor(Setting.Scope.SUBSCRIBER, "changes/" + subscriber)
                .map(Long::parseLong)
                .orElse(0L);
    }

    private void subscribe(String subscriber) {
        gateway.route(
                routes -> routes.from("golden:changes?format=changes&batch=2&subscriber=" + subscriber + "&" + AT_ONCE)
                        .routeId(subscriber)
                        .process(this::note));
    }

    @Test
    void comeInTheirOrderInPages() {
        subscribe("crm");
        await().until(() -> cursor("crm") == 3);
        assertThat(places()).containsExactly(1L, 2L, 3L);
        assertThat(pages).hasSize(2);
    }

    @Test
    void comeAgainUntilTheExchangeCompletes() {
        var tries = new AtomicInteger();
        gateway.route(routes -> routes.from("golden:changes?format=changes&subscriber=crm&" + AT_ONCE)
                .routeId("crm")
                .process(exchange -> {
                    note(exchange);
                    if (tries.incrementAndGet() < 3) {
                        assertThat(cursor("crm")).isZero();
                        throw new IllegalStateException("The subscriber is away");
                    }
                }));
        await().until(() -> cursor("crm") == 3);
        assertThat(places()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L, 1L, 2L, 3L);
    }

    @Test
    void comeAgainWhenTheRouteTookThemBack() {
        var tries = new AtomicInteger();
        gateway.route(routes -> routes.from("golden:changes?format=changes&subscriber=crm&" + AT_ONCE)
                .routeId("crm")
                .process(this::note)
                .process(exchange -> exchange.setRollbackOnly(tries.incrementAndGet() < 2)));
        await().until(() -> cursor("crm") == 3);
        assertThat(places()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    }

    @Test
    void goOnAfterARestartWhereTheyWere() {
        subscribe("crm");
        await().until(() -> cursor("crm") == 3);
        gateway.restart();
        pages.clear();
        subscribe("crm");
        gateway.take(row("1", "Ada", "Byron", "ada@example.test", "2026-02-02T10:00:00Z"));
        await().until(() -> cursor("crm") == 4);
        assertThat(places()).containsExactly(4L);
        assertThat(pages.get(0).get(0).type()).isEqualTo(StoredChange.Type.UPDATED);
    }

    @Test
    void keepAPlaceForEverySubscriber() {
        gateway.route(routes -> routes.from("golden:changes?format=changes&subscriber=broken&" + AT_ONCE)
                .routeId("broken")
                .process(exchange -> {
                    throw new IllegalStateException("The subscriber is away");
                }));
        subscribe("crm");
        await().until(() -> cursor("crm") == 3);
        assertThat(cursor("broken")).isZero();
        assertThat(places()).containsExactly(1L, 2L, 3L);
        await().during(Duration.ofMillis(100)).until(() -> pages.size() == 2);
    }

    @Test
    void needASubscriber() {
        assertThatThrownBy(() -> gateway.route(routes ->
                        routes.from("golden:changes").routeId("nobody").process(this::note)))
                .rootCause()
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("subscriber");
    }
}
