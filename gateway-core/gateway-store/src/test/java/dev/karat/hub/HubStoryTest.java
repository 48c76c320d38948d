package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records: linked, merged, split, archived, erased, delivered. */
class HubStoryTest {
    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData ADA_IN_SHOP = person("Ada", "Lovelace", "ada@example.test", "+4915112345678");
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");

    @TempDir
    Path folder;

    HubFixture hub;

    @BeforeEach
    void open() {
        hub = new HubFixture(folder.resolve("karat.db"));
    }

    @AfterEach
    void endsInAStoreThatAnAuditAgreesWith() {
        assertThat(hub.audit().counts()).isEmpty();
        hub.close();
    }

    private StoredGolden profile(String system, String id) {
        return hub.profile(system, id).orElseThrow();
    }

    @Nested
    class WhenTwoSystemsKnowOnePerson {
        @BeforeEach
        void ingest() {
            hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("shop", "7", 1, ADA_IN_SHOP));
        }

        @Test
        void linksThemToOneGoldenProfile() {
            assertThat(profile("shop", "7").id()).isEqualTo(profile("erp", "1").id());
        }

        @Test
        void keepsEveryTelephoneNumberTheMoreTrustedFirst() {
            assertThat(profile("erp", "1").profile().data().texts(Attribute.PHONES))
                    .containsExactly("+493012345678", "+4915112345678");
        }

        @Test
        void takesTheSameVersionAgainAsDuplicateAndAnOlderOneAsStale() {
            assertThat(hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("erp", "1", 0, GRACE)))
                    .containsExactly(IngestOutcome.DUPLICATE, IngestOutcome.STALE);
        }

        @Test
        void knowsThemAfterARestart() {
            String id = profile("erp", "1").id();
            hub.restart();
            hub.ingest(hub.version("mailing", "m", 1, person("Ada", "Lovelace", "ada@example.test", "+4930999999")));
            assertThat(profile("mailing", "m").id()).isEqualTo(id);
        }

        @Test
        void splitsOnAStewardsVerdictAndMergesAgainWhenItIsWithdrawn() {
            String id = profile("erp", "1").id();
            decide(Verdict.NEVER);
            assertThat(profile("shop", "7").id()).isNotEqualTo(id);
            assertThat(profile("erp", "1").id()).isEqualTo(id);
            String split = profile("shop", "7").id();
            decide(Verdict.NONE);
            assertThat(profile("shop", "7").id()).isEqualTo(id);
            StoredGolden retired = hub.store.goldens(List.of(split)).get(0);
            assertThat(retired.redirectTo()).isEqualTo(id);
            decide(Verdict.NEVER);
            assertThat(profile("shop", "7").id()).as("an id is for ever").isEqualTo(split);
        }

        private void decide(Verdict verdict) {
            await(hub.hub.decide(new StewardDecision(
                    new RecordKey("erp", "customer", "1"),
                    new RecordKey("shop", "customer", "7"),
                    verdict,
                    "steward",
                    1)));
        }

        @Test
        void withdrawsTheEvidenceOfADeletedRecordAndArchivesWithTheLast() {
            String id = profile("erp", "1").id();
            hub.ingest(hub.deletion("erp", "1"));
            assertThat(profile("shop", "7").id()).isEqualTo(id);
            assertThat(profile("shop", "7").profile().data().texts(Attribute.PHONES))
                    .containsExactly("+4915112345678");
            hub.ingest(hub.deletion("shop", "7"));
            assertThat(hub.store.goldens(List.of(id)).get(0).status()).isEqualTo(StoredGolden.Status.ARCHIVED);
        }

        @Test
        void doesNotBringAnErasedCustomerBack() {
            String id = profile("erp", "1").id();
            assertThat(await(hub.hub.erase(id, "request 1"))).isEqualTo(2);
            assertThat(hub.ingest(hub.version("erp", "1", 9, ADA))).containsExactly(IngestOutcome.ERASED);
            assertThat(hub.store.counts().records()).isZero();
            hub.restart();
            assertThat(hub.ingest(hub.version("shop", "7", 9, ADA))).containsExactly(IngestOutcome.ERASED);
        }

        @Test
        void keepsNothingThatAnErasedCustomerDoes() {
            await(hub.hub.erase(profile("erp", "1").id(), "request 1"));
            hub.restart();
            assertThat(hub.ingest(
                            order("shop", "7"),
                            order("erp", "1"),
                            order("shop", "ada@example.test"),
                            order("shop", "8"),
                            order("mailing", "7")))
                    .containsExactly(
                            IngestOutcome.ERASED,
                            IngestOutcome.ERASED,
                            IngestOutcome.ERASED,
                            IngestOutcome.COMMITTED,
                            IngestOutcome.COMMITTED);
            assertThat(hub.store.interactions("shop", List.of("7", "8", "ada@example.test"), 10))
                    .hasSize(1);
        }

        private static IngestItem order(String system, String customerRef) {
            return new IngestItem.Event(
                    new Interaction(system, "order of " + customerRef, customerRef, "order", 1, "Order", null));
        }
    }

    @Nested
    class WhenAThirdRecordBridgesTwoProfiles {
        @Test
        void theOlderIdSurvivesAndTheOtherRedirects() {
            hub.ingest(hub.version("erp", "1", 1, ADA));
            hub.ingest(hub.version("shop", "7", 1, person("Ada", "King", "countess@example.test", "+4915112345678")));
            String older = profile("erp", "1").id();
            String younger = profile("shop", "7").id();
            assertThat(younger).isNotEqualTo(older);
            hub.ingest(hub.version("shop", "7", 2, ADA));
            assertThat(profile("shop", "7").id()).isEqualTo(older);
            assertThat(hub.store.goldens(List.of(younger)).get(0).redirectTo()).isEqualTo(older);
            assertThat(hub.store.changes(0, 100))
                    .anyMatch(change -> change.type() == StoredChange.Type.MERGED
                            && change.goldenId().equals(younger)
                            && Objects.equals(change.other(), older));
        }
    }

    @Nested
    class WhenATargetIsLive {
        @BeforeEach
        void live() {
            hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("erp", "2", 1, GRACE));
            hub.target("shop").edit("7", ADA_IN_SHOP);
            hub.readBack();
            hub.goLive("shop");
        }

        @Test
        void createsWhoIsMissingUpdatesWhoDiffersAndComesToRest() {
            assertThat(hub.rest()).isEqualTo(2);
            assertThat(hub.target("shop").rows).hasSize(2);
            assertThat(hub.target("shop").data("7").texts(Attribute.PHONES)).containsExactly("+493012345678");
            hub.readBack();
            assertThat(hub.rest()).isZero();
        }

        @Test
        void writesNothingMoreOfACustomerWhoOptedOutAfterItWasPlanned() {
            hub.rest();
            hub.ingest(hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345678")));
            HubFixture.await(hub.hub.plan("shop"));
            hub.wanted = profile -> false;
            hub.ingest(hub.version("erp", "1", 3, person("Ada", "King", "ada@example.test", "+493012345678")));

            assertThat(hub.rest()).isZero();
            assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Lovelace");

            hub.wanted = profile -> true;
            hub.ingest(hub.version("erp", "1", 4, person("Ada", "Byron", "ada@example.test", "+493012345678")));
            assertThat(hub.rest()).isPositive();
            assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        }

        /** What Karat wrote into a record follows its profile, but not against a steward. */
        @Test
        void keepsWhatAStewardPartedApartAlthoughKaratWroteThere() {
            hub.rest();
            assertThat(profile("shop", "7").id()).isEqualTo(profile("erp", "1").id());

            HubFixture.await(hub.hub.decide(new StewardDecision(
                    new RecordKey("erp", "customer", "1"),
                    new RecordKey("shop", "customer", "7"),
                    Verdict.NEVER,
                    "steward",
                    1)));

            assertThat(profile("shop", "7").id())
                    .isNotEqualTo(profile("erp", "1").id());
            hub.rest();
            assertThat(profile("shop", "7").id())
                    .isNotEqualTo(profile("erp", "1").id());
            assertThat(hub.rest()).isZero();
        }

        @Test
        void linksWhatItCreatedToTheProfileItCameFrom() {
            hub.rest();
            assertThat(profile("shop", "made-101").id())
                    .isEqualTo(profile("erp", "2").id());
        }

        @Test
        void carriesAChangeOfOneSystemToTheOthers() {
            hub.rest();
            hub.ingest(hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345678")));
            assertThat(hub.rest()).isEqualTo(1);
            assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        }

        @Test
        void letsNoValueOutliveItsLastIndependentSource() {
            hub.rest();
            hub.ingest(hub.deletion("erp", "2"));
            hub.rest();
            assertThat(hub.store.liveGoldens(null, 100))
                    .noneMatch(golden ->
                            golden.profile().data().texts(Attribute.EMAILS).contains("grace@example.test"));
        }

        @Test
        void takesUpWhatAPersonChangesInARecordThatKaratCreated() {
            hub.rest();
            hub.target("shop")
                    .edit(
                            "made-101",
                            CustomerData.builder()
                                    .texts(Attribute.PHONES, "+442079999999")
                                    .build());
            hub.readBack();
            assertThat(profile("erp", "2").profile().data().texts(Attribute.PHONES))
                    .contains("+442079999999");
            assertThat(profile("shop", "made-101").id())
                    .isEqualTo(profile("erp", "2").id());
        }

        @Test
        void takesNoEvidenceFromWhatATargetFillsInUntilSomebodyChangesIt() {
            hub.rest();
            assertThat(profile("erp", "2").profile().data().get(Attribute.PREFERRED_LANGUAGE))
                    .isNull();
            hub.target("shop")
                    .edit(
                            "made-101",
                            CustomerData.builder()
                                    .text(Attribute.PREFERRED_LANGUAGE, "fr")
                                    .build());
            hub.readBack();
            assertThat(profile("erp", "2").profile().data().text(Attribute.PREFERRED_LANGUAGE))
                    .isEqualTo("fr");
        }

        @Test
        void takesWhatSomebodyEntersMeanwhileBeforeItWritesAgain() {
            hub.rest();
            livesIn("London");
            hub.readBack();
            hub.rest();
            hub.ingest(hub.version("erp", "2", 2, person("Grace", "Hopper", "admiral@example.test", "+442071234567")));
            livesIn("Oxford");
            assertThat(hub.rest()).as("one refused as stale, one taken").isEqualTo(2);
            CustomerData shown = hub.target("shop").data("made-101");
            assertThat(shown.texts(Attribute.EMAILS)).containsExactly("admiral@example.test");
            assertThat(shown.get(Attribute.ADDRESS)).isEqualTo(Value.block(Map.of("locality", "Oxford")));
            CustomerData golden = profile("erp", "2").profile().data();
            assertThat(golden.texts(Attribute.EMAILS)).containsExactly("admiral@example.test");
            assertThat(golden.get(Attribute.ADDRESS)).isEqualTo(Value.block(Map.of("locality", "Oxford")));
        }

        private void livesIn(String town) {
            hub.target("shop")
                    .edit(
                            "made-101",
                            CustomerData.builder()
                                    .put(Attribute.ADDRESS, Value.block(Map.of("locality", town)))
                                    .build());
        }

        @Test
        void doesNotChangeWhoARecordIsByWritingOverIt() {
            StoredRecord before = record("shop", "7");
            hub.rest();
            StoredRecord after = record("shop", "7");
            assertThat(after.data()).isNotEqualTo(before.data());
            assertThat(after.features()).isEqualTo(before.features());
        }

        @Test
        void doesNotMakeWhatARecordSaysYoungerByWritingToIt() {
            StoredRecord before = record("shop", "7");
            hub.rest();
            hub.readBack();
            StoredRecord after = record("shop", "7");
            assertThat(after.stamp()).isGreaterThan(before.stamp());
            assertThat(after.at()).isEqualTo(before.at());
        }

        @Test
        void writesOneRecordWhereTheTargetHoldsACustomerTwice() {
            hub.target("shop").edit("8", ADA_IN_SHOP);
            hub.readBack();
            assertThat(profile("shop", "8").id()).isEqualTo(profile("shop", "7").id());
            hub.rest();
            assertThat(hub.target("shop").data("7").texts(Attribute.PHONES)).containsExactly("+493012345678");
            assertThat(hub.target("shop").data("8")).isEqualTo(ADA_IN_SHOP);
        }

        private StoredRecord record(String system, String id) {
            return hub.store.record(new RecordKey(system, "customer", id)).orElseThrow();
        }

        @Test
        void writesNothingAtATargetThatWasNotGranted() {
            hub.rest();
            assertThat(hub.target("mailing").rows).isEmpty();
        }
    }
}
