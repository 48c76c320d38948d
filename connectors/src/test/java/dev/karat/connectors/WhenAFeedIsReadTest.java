package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.camel.connector.Connectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.SystemPages;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of what happened is no list of all records: reading it to its end opens no target. */
class WhenAFeedIsReadTest {
    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder = Path.of("");

    private final VendorUnderTest news = VendorsOnDisk.open(Vendor.GHOST);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private Store store;
    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  news: { connector: ghost, connection: { url: "%s", adminKey: env:NEWS }, poll: 50ms }
                """.formatted(news.twin.baseUri()));
        GatewayPolicy policy = PolicyReader.read(file).orThrow();
        // The clock of the twin, or its tokens would be from another time.
        Clock clock = news.clock;
        var secrets = new Secrets(name -> news.twin.credentials().get("adminKey"));
        var systems = new ConnectedSystems(policy, Connectors.read(VendorsOnDisk.ROOT), secrets, clock);
        store = Stores.sqlite(folder.resolve("karat.db"));
        hub = new Hub(
                store,
                policy,
                MatchModel.standard(),
                systems.bindings(),
                HubLimits.STANDARD,
                ERASURE_KEY,
                clock,
                new Random(7));
        context.getRegistry().bind("hub", hub);
        context.getRegistry().bind("pages", new SystemPages(systems, 1_000_000));
        context.getRegistry().bind("systems", systems);
        context.getShutdownStrategy().setTimeout(5);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        hub.close();
        store.close();
        news.close();
    }

    private void read(String stream) {
        try {
            RouteBuilder.addRoutes(
                    context,
                    routes -> routes.from("connector:read?system=news&initialDelay=0&stream=" + stream)
                            .to("golden:ingest"));
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void theBaselineIsCompleteOnlyWhenTheListOfAllWasRead() {
        news.enter(3);
        read("subscriptions");
        await().until(() -> store.counts().records() == 3);
        await().until(() -> ended("news/subscriptions"));
        long calls = news.twin.log().reads();
        await("one more run").until(() -> news.twin.log().reads() > calls + 10);
        assertThat(hub.baseline().isComplete("news")).isFalse();
        read("customers");
        await().until(() -> hub.baseline().isComplete("news"));
        assertThat(store.counts().records()).isEqualTo(3);
    }

    /** The last page was taken: the cursor names none that is to come. */
    private boolean ended(String cursor) {
        return hub.cursor(Setting.Scope.CURSOR, cursor)
                .filter(text -> !text.contains("\"page\""))
                .isPresent();
    }
}
