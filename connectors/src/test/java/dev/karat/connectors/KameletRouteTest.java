package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.api.model.Attribute;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StoredGolden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Route files that name nothing but Kamelets, systems and the engine. */
class KameletRouteTest {
    private static final int CUSTOMERS = 520;

    private static final String IN = """
            - route:
                id: shop-customers-in
                from:
                  uri: kamelet:shopify-customer-source
                  parameters: { system: shop }
                  steps:
                    - to: golden:ingest
            """;

    private static final String OUT = """
            - route:
                id: mailing-customers-out
                from:
                  uri: golden:deliver
                  parameters: { target: mailing, initialDelay: 0, delay: 20 }
                  steps:
                    - to: kamelet:mailchimp-customer-sink?system=mailing
            """;

    @TempDir
    Path folder = Path.of("");

    private RunningRoutes gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new RunningRoutes(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** What was there at the moment when a page's exchange was complete. */
    private record Completion(int page, long stored, Optional<String> cursor) {}

    /** Notes, for each page that passes the step {@code watch}, what there was when its exchange was complete. */
    private List<Completion> completions() {
        var completions = new CopyOnWriteArrayList<Completion>();
        Processor watch = exchange -> exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                int page = done.getMessage().getBody(List.class).size();
                completions.add(new Completion(page, gateway.store.counts().records(), cursor()));
            }
        });
        gateway.context.getRegistry().bind("watch", watch);
        return completions;
    }

    private static void soon(Callable<Boolean> holds) {
        await().atMost(Duration.ofMinutes(1)).until(holds);
    }

    private Optional<String> cursor() {
        return gateway.hub.cursor(Setting.Scope.CURSOR, "shop/customers");
    }

    @Test
    void bringsCustomersToTheirProfilesAndCompletesEachPageAfterItsCommit() throws IOException {
        gateway.shop.enter(CUSTOMERS);
        List<Completion> completions = completions();
        gateway.route("1-inbound", IN.replace("- to: golden", "- process: { ref: watch }\n        - to: golden"));
        soon(() -> gateway.hub.baseline().isComplete("shop"));
        assertThat(gateway.store.counts().records()).isEqualTo(CUSTOMERS);
        List<StoredGolden> profiles = gateway.store.liveGoldens(null, CUSTOMERS);
        assertThat(profiles).hasSize(CUSTOMERS);
        assertThat(profiles)
                .extracting(golden -> golden.profile().data().text(Attribute.EMAILS))
                .contains(Vendor.email(0), Vendor.email(CUSTOMERS - 1));
        assertThat(completions).hasSizeGreaterThanOrEqualTo(3);
        assertThat(completions.get(0).cursor()).isEmpty();
        assertThat(completions).extracting(Completion::page).startsWith(250, 250, 20);
        assertThat(completions).extracting(Completion::stored).startsWith(250L, 500L, 520L);
        assertThat(cursor()).isPresent();
    }

    @Test
    void readsAPageAgainWhoseExchangeFailed() throws IOException {
        gateway.shop.enter(3);
        gateway.route("1-inbound", IN + "        - throwException: { exceptionType: java.io.IOException }\n");
        soon(() -> gateway.store.counts().records() == 3);
        soon(() -> gateway.systems.get("shop").health().lastError() != null);
        assertThat(cursor()).isEmpty();
        gateway.route("1-inbound", IN);
        gateway.systems.get("shop").health().resume();
        soon(() -> cursor().isPresent());
        assertThat(gateway.store.counts().records()).isEqualTo(3);
    }

    @Test
    void leavesNoRouteBehindWhenItsFileGoes() throws IOException {
        gateway.route("1-inbound", IN);
        gateway.route("3-outbound", OUT);
        assertThat(gateway.context.getRoutes()).hasSize(4);
        gateway.route("3-outbound", OUT.replace("delay: 20", "delay: 30"));
        assertThat(gateway.context.getRoutes()).hasSize(4);
        gateway.withdraw("3-outbound");
        gateway.withdraw("1-inbound");
        assertThat(gateway.context.getRoutes()).isEmpty();
    }

    @Test
    void writesProfilesToATargetOnceItMayWrite() throws IOException {
        gateway.shop.enter(3);
        gateway.route("1-inbound", IN);
        gateway.route("3-outbound", OUT);
        soon(() -> gateway.store.counts().profiles() == 3);
        assertThat(gateway.mailing.idsAtVendor()).isEmpty();
        gateway.hub.baselineCompleted("mailing").join();
        gateway.hub.grant("mailing", Phase.LIVE).join();
        soon(() -> gateway.mailing.idsAtVendor().size() == 3);
        assertThat(gateway.mailing.twin.all())
                .allSatisfy(member -> assertThat(member.path("status").asText()).isEqualTo("transactional"))
                .extracting(member -> member.path("email_address").asText())
                .containsExactlyInAnyOrder(Vendor.email(0), Vendor.email(1), Vendor.email(2));
    }

    @Test
    void answersOneOutcomePerRecord() throws IOException {
        gateway.shop.enter(3);
        var bodies = new CopyOnWriteArrayList<Object>();
        gateway.context.getRegistry().bind("seen", (Processor)
                exchange -> bodies.add(exchange.getMessage().getBody()));
        gateway.route("1-inbound", IN + "        - process: { ref: seen }\n");
        soon(() -> !bodies.isEmpty());
        assertThat(bodies.get(0))
                .isEqualTo(List.of(IngestOutcome.COMMITTED, IngestOutcome.COMMITTED, IngestOutcome.COMMITTED));
    }
}
