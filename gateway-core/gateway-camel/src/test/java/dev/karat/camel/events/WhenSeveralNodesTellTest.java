package dev.karat.camel.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.change.LogWatch;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.NodeSettings;
import dev.karat.engine.hub.Signals;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.engine.store.SharedStore;
import dev.karat.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database, and one subscriber. */
class WhenSeveralNodesTellTest {
    private static final byte[] ERASURE_KEY = "a test key of 16 bytes or more".getBytes(StandardCharsets.UTF_8);

    private record Node(Hub hub, Subscribers subscribers) implements AutoCloseable {
        static Node start(String name, SharedStore store, GatewayPolicy policy) {
            var hub = Hub.ofNode(
                    store,
                    policy,
                    MatchModel.standard(),
                    Map.of(),
                    HubLimits.STANDARD,
                    ERASURE_KEY,
                    Clock.systemUTC(),
                    new Random(7),
                    new NodeSettings(name, Duration.ofSeconds(2), false),
                    Signals.NONE);
            var watch = new LogWatch(store, Duration.ofMillis(10));
            var subscribers = new Subscribers(hub, watch, new Secrets(any -> BusinessSystem.SECRET), new Random(3));
            subscribers.start();
            return new Node(hub, subscribers);
        }

        SubscriberStatus status() {
            return subscribers.all().get(0);
        }

        @Override
        public void close() {
            subscribers.close();
            hub.close();
        }
    }

    private static void take(Hub hub, String id) {
        var data = CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Ada")
                .text(Attribute.FAMILY_NAME, "Lovelace" + id)
                .texts(Attribute.EMAILS, "ada" + id + "@example.test")
                .build();
        hub.ingest(List.of(new IngestItem.Version(
                        new RecordKey("erp", "customer", id),
                        false,
                        false,
                        data,
                        null,
                        null,
                        1,
                        "hash" + id,
                        new byte[] {1})))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void oneOfThemSendsAndAnotherTakesOverWhereItWas(@TempDir Path folder) throws IOException {
        try (var crm = new BusinessSystem();
                SharedStore store = Stores.sqlite(folder.resolve("karat.db"))) {
            GatewayPolicy policy = PolicyReader.read(
                            Files.writeString(folder.resolve("gateway.yaml"), """
                    version: 1
                    systems:
                      erp: { connector: files, connection: { url: "file:inbox" } }
                    subscribers:
                      crm: { url: "%s", secrets: [env:A], begin: first }
                    """.formatted(crm.url())))
                    .orThrow();
            Node first = Node.start("first", store, policy);
            try (Node second = Node.start("second", store, policy)) {
                for (int i = 0; i < 20; i++) {
                    take(first.hub(), "a" + i);
                }
                await().until(() -> crm.taken.size() == 20);
                boolean elsewhere = first.status().state() == SubscriberStatus.State.ELSEWHERE;
                Node sender = elsewhere ? second : first;
                Node other = elsewhere ? first : second;
                assertThat(other.status().state()).isEqualTo(SubscriberStatus.State.ELSEWHERE);
                assertThat(sender.status().taken()).isEqualTo(20);
                assertThat(other.status().taken()).isZero();
                await().until(() -> other.status().behind() == 0);

                first.close();
                for (int i = 0; i < 20; i++) {
                    take(second.hub(), "b" + i);
                }
                await().until(() -> crm.taken.size() == 40);
                assertThat(crm.taken).extracting(BusinessSystem.Call::id).doesNotHaveDuplicates();
            }
        }
    }
}
