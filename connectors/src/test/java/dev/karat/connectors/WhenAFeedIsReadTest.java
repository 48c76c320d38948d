package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of what happened is no list of all records: reading it to its end opens no target. */
class WhenAFeedIsReadTest {
    @TempDir
    Path folder = Path.of("");

    private final VendorUnderTest news = VendorsOnDisk.open(Vendor.GHOST);
    private TestGateway gateway;
    private Store store;
    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        String policy = """
                version: 1
                systems:
                  news: { connector: ghost, connection: { url: "%s", adminKey: env:NEWS }, poll: 50ms }
                """.formatted(news.twin.baseUri());
        // The clock of the twin, or its tokens would be from another time.
        Clock clock = news.clock;
        var secrets = new Secrets(name -> news.twin.credentials().get("adminKey"));
        gateway = TestGateway.of(policy, folder, secrets, clock);
        store = gateway.store;
        hub = gateway.hub;
    }

    @AfterEach
    void stop() {
        gateway.close();
        news.close();
    }

    private void read(String stream) {
        try {
            RouteBuilder.addRoutes(
                    gateway.context,
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
