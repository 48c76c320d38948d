package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.PastRecord;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles as they were, through changes, merges, splits and erasure. */
class WhenHistoryIsKeptTest {
    private static final RecordKey ERP = new RecordKey("erp", "customer", "1");
    private static final RecordKey SHOP = new RecordKey("shop", "customer", "7");
    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData BYRON = person("Ada", "Byron", "ada@example.test", "+493012345678");
    private static final CustomerData COUNTESS = person("A.", "King", "countess@example.test", "+4915112345678");

    @TempDir
    Path folder;

    HubFixture hub;

    @BeforeEach
    void open() {
        hub = new HubFixture(folder.resolve("karat.db"));
    }

    @AfterEach
    void close() {
        assertThat(hub.audit().counts()).isEmpty();
        hub.close();
    }

    /** Lets an hour pass; answers the time in its middle. */
    private long anHourLater() {
        hub.clock.advance(Duration.ofMinutes(30));
        Instant middle = hub.clock.instant();
        hub.clock.advance(Duration.ofMinutes(30));
        return ChronoUnit.MICROS.between(Instant.EPOCH, middle);
    }

    private void decide(Verdict verdict, String by) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, hub.clock.instant());
        await(hub.hub.decide(new StewardDecision(ERP, SHOP, verdict, by, now)));
    }

    private String golden(RecordKey key) {
        return hub.profile(key.system(), key.id()).orElseThrow().id();
    }

    private StoredGolden asOf(String id, long at) {
        return hub.store.goldenAsOf(id, at).orElseThrow();
    }

    @Test
    void aMergedIdIsItsOwnProfileBeforeTheMergeAndAfterTheSplit() {
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("shop", "7", 1, COUNTESS));
        String older = golden(ERP);
        String younger = golden(SHOP);
        long apart = anHourLater();
        decide(Verdict.ALWAYS, "eve");
        long together = anHourLater();
        decide(Verdict.NONE, "adam");
        long apartAgain = anHourLater();

        for (long at : new long[] {apart, apartAgain}) {
            assertThat(asOf(younger, at).profile().data().text(Attribute.FAMILY_NAME))
                    .isEqualTo("King");
            assertThat(hub.store.recordsAsOf(younger, at))
                    .extracting(StoredRecord::key)
                    .containsExactly(SHOP);
            assertThat(hub.store.recordsAsOf(older, at))
                    .extracting(StoredRecord::key)
                    .containsExactly(ERP);
        }
        assertThat(asOf(younger, together).redirectTo()).isEqualTo(older);
        assertThat(asOf(older, together).profile().data().texts(Attribute.EMAILS))
                .hasSize(2);
        assertThat(hub.store.recordsAsOf(older, together)).hasSize(2);
        assertThat(hub.store.recordsAsOf(younger, together)).isEmpty();
        assertThat(hub.store.changesOf(younger, Long.MAX_VALUE, 9))
                .extracting(StoredChange::type)
                .containsExactly(StoredChange.Type.UNMERGED, StoredChange.Type.MERGED, StoredChange.Type.CREATED);
        assertThat(hub.store.changesOf(younger, Long.MAX_VALUE, 2))
                .extracting(StoredChange::cause)
                .containsExactly("steward adam", "steward eve");
        assertThat(hub.store.pastDecisionsOn(SHOP)).singleElement().satisfies(past -> {
            assertThat(past.decision().by()).isEqualTo("eve");
            assertThat(past.endedBy()).isEqualTo("adam");
        });
    }

    @Test
    void eachVersionOfARecordTellsWhatReplacedIt() {
        hub.ingest(hub.version("erp", "1", 1, ADA));
        String id = golden(ERP);
        long first = anHourLater();
        hub.ingest(hub.version("erp", "1", 2, BYRON));

        assertThat(asOf(id, first).profile().data().text(Attribute.FAMILY_NAME)).isEqualTo("Lovelace");
        assertThat(hub.store.recordsAsOf(id, first))
                .extracting(StoredRecord::data)
                .containsExactly(ADA);
        assertThat(hub.store.pastRecordsOf(id, 9)).extracting(PastRecord::cause).containsExactly(ERP.toString());
    }

    @Test
    void whatWasWrittenToATargetReplacesAVersionToo() {
        hub.ingest(hub.version("erp", "1", 1, BYRON));
        hub.target("shop").edit("7", ADA);
        hub.readBack();
        String id = golden(SHOP);
        long before = anHourLater();
        hub.goLive("shop");
        hub.rest();

        assertThat(hub.store.recordsAsOf(id, before))
                .filteredOn(record -> record.key().equals(SHOP))
                .extracting(record -> record.data().text(Attribute.FAMILY_NAME))
                .containsExactly("Lovelace");
        assertThat(hub.store.record(SHOP).orElseThrow().data().text(Attribute.FAMILY_NAME))
                .isEqualTo("Byron");
    }

    @Test
    void anErasureLeavesNoFormerVersionOfAnyProfileThatTheCustomerWasIn() {
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("shop", "7", 1, COUNTESS));
        String older = golden(ERP);
        String younger = golden(SHOP);
        long apart = anHourLater();
        decide(Verdict.ALWAYS, "eve");
        long together = anHourLater();
        decide(Verdict.NONE, "eve");
        anHourLater();

        assertThat(await(hub.hub.erase(younger, "eve: request 1"))).isEqualTo(1);

        for (long at : new long[] {apart, together}) {
            assertThat(hub.store.goldenAsOf(older, at)).isEmpty();
            assertThat(hub.store.goldenAsOf(younger, at)).isEmpty();
        }
        assertThat(hub.store.recordsAsOf(older, together))
                .extracting(StoredRecord::key)
                .containsExactly(ERP);
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().text(Attribute.FAMILY_NAME))
                .isEqualTo("Lovelace");
    }

    @Test
    void aCustomerWhomItsSystemDeletedCanStillBeErased() {
        hub.ingest(hub.version("erp", "1", 1, ADA));
        String id = golden(ERP);
        anHourLater();
        hub.ingest(hub.deletion("erp", "1"));

        assertThat(await(hub.hub.erase(id, "eve: request 2"))).isEqualTo(1);

        assertThat(hub.store.record(ERP)).isEmpty();
        assertThat(hub.ingest(hub.version("erp", "1", 9, ADA))).isEqualTo(List.of(IngestOutcome.ERASED));
    }
}
