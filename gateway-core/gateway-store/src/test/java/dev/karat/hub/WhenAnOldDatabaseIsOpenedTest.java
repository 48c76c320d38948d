package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.StoreAudit;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import dev.karat.store.FirstSchema;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.store.CustomerState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of the first schema becomes one of today's by being opened, and everything in it is what it was. */
class WhenAnOldDatabaseIsOpenedTest {
    /** Id of the shop's record before it turned out to be Ada's. */
    private static final String MERGED_AWAY = "0000000000RB8TZBYNJ6GF7ZKK";

    private static final String[] CUSTOMERS = {
        customer("[erp:customer:1, shop:customer:7]", "Ada", "Lovelace", "ada@example.test", "+493012345678"),
        customer("[erp:customer:2, shop:customer:made-101]", "Grace", "Murray", "grace@example.test", "+442071234567"),
        customer("[erp:customer:3, shop:customer:made-102]", "Alan", "Turing", "alan@example.test", "+442071234568"),
        customer("[shop:customer:8]", "Alan", "Turing", "alan@example.test", "+442071234568")
    };

    private static String customer(String records, String given, String family, String email, String phone) {
        return records + " " + CustomerDataJson.write(person(given, family, email, phone));
    }

    @Test
    void anEmbeddedOneIsReadAndGoesOn(@TempDir Path folder) {
        Path file = folder.resolve("karat.db");
        FirstSchema.sqlite(file);

        try (Store store = Stores.sqlite(file)) {
            isWhatItWas(store);
            goesOn(store);
        }
    }

    @Test
    void aPostgresqlIsReadAndGoesOn() throws Exception {
        try (var server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            String url = server.getJdbcUrl("postgres", "postgres");
            FirstSchema.postgresql(url, "postgres");

            try (Store store = Stores.postgresql(url, "postgres", "", 4)) {
                isWhatItWas(store);
                goesOn(store);
            }
        }
    }

    private static void isWhatItWas(Store store) {
        assertThat(CustomerState.of(store)).containsExactlyInAnyOrder(CUSTOMERS);
        assertThat(StoreAudit.of(store, HubFixture.policy()).counts()).isEmpty();
        StoredRecord ada = record(store, "erp", "1");
        assertThat(store.survivor(MERGED_AWAY).orElseThrow().id()).isEqualTo(ada.goldenId());
        assertThat(store.setting(Setting.Scope.PHASE, "shop")).isPresent();
        assertThat(store.deliveries("shop", List.of(String.valueOf(ada.goldenId()))))
                .extracting(DeliveryState::externalId, DeliveryState::status, DeliveryState::operation)
                .containsExactly(tuple("7", DeliveryState.Status.SETTLED, DeliveryState.Operation.WRITE));
    }

    /** Who was erased stays so, verdicts stand, and what changes now has a history. */
    private static void goesOn(Store store) {
        try (var hub = new Hub(
                store,
                HubFixture.policy(),
                MatchModel.standard(),
                Map.of(),
                HubLimits.STANDARD,
                HubFixture.ERASURE_KEY,
                TestClock.at("2026-11-01T08:00:00Z"),
                new Random(7))) {
            hub.pinPolicy(false);
            assertThat(ingest(hub, "4", person("Mary", "Shelley", "mary@example.test", "+442071234569")))
                    .containsExactly(IngestOutcome.ERASED);
            assertThat(ingest(hub, "3", person("Alan", "Turing-Morcom", "alan@example.test", "+442071234568")))
                    .containsExactly(IngestOutcome.COMMITTED);
        }
        assertThat(record(store, "erp", "3").goldenId())
                .isNotEqualTo(record(store, "shop", "8").goldenId());
        assertThat(store.pastRecordsOf(String.valueOf(record(store, "erp", "3").goldenId()), 9))
                .hasSize(1);
        assertThat(StoreAudit.of(store, HubFixture.policy()).counts()).isEmpty();
    }

    private static List<IngestOutcome> ingest(Hub hub, String id, CustomerData data) {
        return await(hub.ingest(List.of(new IngestItem.Version(
                new RecordKey("erp", "customer", id),
                false,
                false,
                data,
                9L,
                9_000_000L,
                9_000_000,
                CustomerDataJson.write(data),
                new byte[] {1}))));
    }

    private static StoredRecord record(Store store, String system, String id) {
        return store.record(new RecordKey(system, "customer", id)).orElseThrow();
    }
}
