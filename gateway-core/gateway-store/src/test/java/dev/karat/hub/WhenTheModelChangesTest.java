package dev.karat.hub;

import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.store.StoredChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles are held to the model that made them, until another one is applied on purpose. */
class WhenTheModelChangesTest {
    private static final MatchModel STANDARD = MatchModel.standard();

    /** Links nobody but by a steward's word. */
    private static final MatchModel STRICT = named("strict").decidingAt(1 - 1e-15, 0.1);

    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData ADA_IN_SHOP = person("Ada", "Lovelace", "ada@example.test", "+4915112345678");
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");

    private static MatchModel named(String version) {
        return STANDARD.fitted(version, STANDARD.person(), STANDARD.organization(), STANDARD.frequencies());
    }

    @Nested
    class WhenTwoSystemsKnowOnePerson {
        @TempDir
        Path folder;

        private HubFixture hub;

        @BeforeEach
        void ingest() {
            hub = new HubFixture(folder.resolve("karat.db"));
            hub.hub.pinPolicy(false);
            hub.ingest(
                    hub.version("erp", "1", 1, ADA),
                    hub.version("shop", "7", 1, ADA_IN_SHOP),
                    hub.version("erp", "2", 1, GRACE));
        }

        @AfterEach
        void close() {
            hub.close();
        }

        private String id(String system, String id) {
            return hub.profile(system, id).orElseThrow().id();
        }

        @Test
        void theSameModelStartsAgain() {
            hub.restart();

            hub.hub.pinPolicy(false);

            assertThat(id("shop", "7")).isEqualTo(id("erp", "1"));
        }

        @Test
        void anotherModelIsRefusedAndBothAreNamed() {
            hub.restart(STRICT);

            assertThatThrownBy(() -> hub.hub.pinPolicy(false))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_CHANGED))
                    .hasMessageContaining("default-1")
                    .hasMessageContaining("strict");
        }

        @Test
        void aModelThatWasEditedUnderItsNameIsRefusedToo() {
            hub.restart(STANDARD.decidingAt(0.9, 0.1));

            assertThatThrownBy(() -> hub.hub.pinPolicy(false)).hasMessageContaining("other content");
        }

        @Test
        void profilesThatNobodyPinnedAreThoseOfTheStandardModel() {
            try (var older = HubFixture.scratch()) {
                older.ingest(older.version("erp", "1", 1, ADA));
                older.restart(STRICT);
                assertThatThrownBy(() -> older.hub.pinPolicy(false)).hasMessageContaining("default-1");
            }
        }

        @Test
        void applyingItSplitsAndGoingBackMergesUnderTheOldIds() {
            String ada = id("erp", "1");
            hub.restart(STRICT);

            hub.hub.pinPolicy(true);

            assertThat(id("erp", "1")).isEqualTo(ada);
            String split = id("shop", "7");
            assertThat(split).isNotEqualTo(ada);

            hub.restart(STANDARD);
            hub.hub.pinPolicy(true);

            assertThat(id("shop", "7")).isEqualTo(ada);
            assertThat(hub.store.goldens(List.of(split)).get(0).redirectTo()).isEqualTo(ada);
        }

        @Test
        void onlyProfilesThatChangeAreTold() {
            long before = hub.store.lastChange();
            String grace = id("erp", "2");
            hub.restart(STRICT);

            hub.hub.pinPolicy(true);

            List<StoredChange> changes = hub.store.changes(before, 100);
            assertThat(changes)
                    .extracting(StoredChange::goldenId)
                    .isNotEmpty()
                    .doesNotContain(grace)
                    .contains(id("erp", "1"), id("shop", "7"));
            assertThat(changes).extracting(StoredChange::cause).containsOnly("model strict");
        }

        @Test
        void recordsThatKaratMadeStayWithTheirProfile() {
            hub.goLive("mailing");
            hub.rest();
            String made = hub.target("mailing").rows.keySet().iterator().next();
            String follows = id("mailing", made);
            long before = hub.store.lastChange();
            hub.restart(named("twin"));

            hub.hub.pinPolicy(true);

            assertThat(id("mailing", made)).isEqualTo(follows);
            assertThat(hub.store.lastChange())
                    .as("a model that decides the same changes nothing")
                    .isEqualTo(before);
        }

        @Test
        void itIsAppliedOnce() {
            hub.restart(STRICT);
            hub.hub.pinPolicy(true);
            long changes = hub.store.lastChange();

            hub.restart();
            hub.hub.pinPolicy(false);

            assertThat(hub.store.lastChange()).isEqualTo(changes);
        }
    }

    @Property(tries = 6)
    void applyingAModelGivesTheProfilesThatItWouldHaveMade(@ForAll long seed) {
        try (var applied = HubFixture.scratch();
                var fresh = HubFixture.scratch()) {
            List<IngestItem> versions = versions(applied, new Random(seed));
            Set<String> standard = ingest(applied, versions);
            fresh.restart(STRICT);
            Set<String> strict = ingest(fresh, versions);

            applied.restart(STRICT);
            applied.hub.pinPolicy(true);
            assertThat(applied.state()).isEqualTo(strict);

            applied.restart(STANDARD);
            applied.hub.pinPolicy(true);
            assertThat(applied.state()).isEqualTo(standard);
        }
    }

    private static Set<String> ingest(HubFixture hub, List<IngestItem> versions) {
        hub.ingest(versions.toArray(IngestItem[]::new));
        return hub.state();
    }

    /** Five people in three systems, some of whom share what should be their own. */
    private static List<IngestItem> versions(HubFixture hub, Random random) {
        String[] given = {"Ada", "Grace", "Alan", "Edsger", "Barbara"};
        String[] family = {"Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov"};
        var versions = new ArrayList<IngestItem>();
        for (int record = 0; record < 15; record++) {
            int who = random.nextInt(5);
            int mail = random.nextInt(4) == 0 ? random.nextInt(5) : who;
            versions.add(hub.version(
                    List.of("erp", "shop", "mailing").get(record % 3),
                    "r" + record,
                    1,
                    person(given[who], family[who], "c" + mail + "@example.test", "+49301234567" + who)));
        }
        return versions;
    }
}
