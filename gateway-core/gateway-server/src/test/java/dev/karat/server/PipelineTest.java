package dev.karat.server;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.http.TokenKeeper;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.Signals;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The model that gateway.yaml names decides, once it is applied. */
class PipelineTest {
    private static final CustomerData OF_ERP = person("Ada", "Lovelace", "ada@post.test", "+493012345678");
    private static final CustomerData OF_SHOP = person("Ada", "Lovelace", "ada@post.test", "+4915112345678");

    @TempDir
    private Path folder;

    private long observed;

    private void configure(String model) throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  erp: { connector: shopify, connection: { shop: a, url: "http://127.0.0.1:9", token: env:PATH } }
                  shop: { connector: shopify, connection: { shop: b, url: "http://127.0.0.1:9", token: env:PATH } }
                matching: { model: %s }
                """.formatted(model));
    }

    private Hub hub(SharedStore store, boolean rematch) {
        var pipeline = new Pipeline();
        var settings = new GatewaySettings(
                folder.resolve("data"),
                folder,
                GatewayUnderTest.CONNECTORS,
                Duration.ofSeconds(2),
                rematch,
                new GatewaySettings.Ingest(DataSize.ofMegabytes(1), 64, 2000),
                new GatewaySettings.Delivery(
                        Duration.ofMinutes(2), Duration.ofHours(24), Duration.ofDays(30), 1_000_000),
                new GatewaySettings.Webhooks(null, DataSize.ofMegabytes(1), 32),
                new GatewaySettings.Events(
                        Duration.ofMillis(50), 50, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofHours(1)),
                new GatewaySettings.Store(null, "karat", null, 8),
                new GatewaySettings.History(Duration.ofDays(730)),
                new GatewaySettings.Cluster(
                        false,
                        null,
                        Duration.ofSeconds(6),
                        List.of(),
                        "127.0.0.1",
                        5701,
                        "karat",
                        100,
                        Duration.ofMillis(50)),
                new GatewaySettings.Security(Map.of(), new GatewaySettings.Oidc(null, "roles"), null));
        var policy = pipeline.policy(settings);
        var systems =
                pipeline.connectedSystems(policy, pipeline.connectors(settings), TokenKeeper.NONE, Clock.systemUTC());
        try (var data = DataDirectory.open(folder.resolve("data"))) {
            return pipeline.hub(store, policy, systems, settings, data, Clock.systemUTC(), Signals.NONE);
        }
    }

    private void ingest(Hub hub, String system, CustomerData data) {
        var version = new IngestItem.Version(
                new RecordKey(system, "customer", "1"),
                false,
                false,
                data,
                null,
                null,
                ++observed,
                CustomerDataJson.write(data),
                new byte[] {1});
        hub.ingest(List.of(version)).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static String goldenId(Store store, String system) {
        return store.record(new RecordKey(system, "customer", "1"))
                .map(StoredRecord::goldenId)
                .orElseThrow();
    }

    @Test
    void anotherModelIsRefusedUntilItIsApplied() throws IOException {
        var standard = MatchModel.standard();
        MatchModel strict = standard.fitted(
                        "strict-1", standard.person(), standard.organization(), standard.frequencies())
                .decidingAt(1 - 1e-15, 0.1);
        Files.writeString(folder.resolve("strict.json"), ModelJson.write(strict));
        configure("default-1");
        try (SharedStore store = Stores.sqlite(folder.resolve("karat.db"))) {
            try (Hub hub = hub(store, false)) {
                ingest(hub, "erp", OF_ERP);
                ingest(hub, "shop", OF_SHOP);
            }
            assertThat(goldenId(store, "shop")).isEqualTo(goldenId(store, "erp"));

            configure("strict.json");
            assertThatThrownBy(() -> hub(store, false).close())
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_CHANGED));
            assertThat(goldenId(store, "shop")).isEqualTo(goldenId(store, "erp"));

            try (Hub hub = hub(store, true)) {
                assertThat(hub.model().version()).isEqualTo("strict-1");
                assertThat(goldenId(store, "shop")).isNotEqualTo(goldenId(store, "erp"));
            }
            try (Hub hub = hub(store, false)) {
                assertThat(hub.why(new RecordKey("erp", "customer", "1"), new RecordKey("shop", "customer", "1"))
                                .orTimeout(30, TimeUnit.SECONDS)
                                .join()
                                .model()
                                .version())
                        .isEqualTo("strict-1");
            }
        }
    }
}
