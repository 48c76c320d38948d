package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.explain.How;
import dev.karat.engine.explain.Link;
import dev.karat.engine.explain.Step;
import dev.karat.engine.explain.Why;
import dev.karat.engine.match.ClusterExplanation.Reason;
import dev.karat.engine.match.KeyKind;
import dev.karat.engine.match.MatchDecision;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.Refusal;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why records are one customer or two, and how a profile came together, asked of the running engine. */
class WhyAndHowTest {
    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData ADA_IN_SHOP = person("Ada", "Lovelace", "ada@example.test", "+4915112345678");
    private static final CustomerData ADA_WITH_MOBILE = person("Ada", "King", "a.king@example.org", "+4915112345678");
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");

    @TempDir
    Path folder;

    HubFixture hub;

    @BeforeEach
    void open() {
        hub = new HubFixture(folder.resolve("karat.db"));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static RecordKey key(String system, String id) {
        return new RecordKey(system, "customer", id);
    }

    private Why why(RecordKey first, RecordKey second) {
        return await(hub.hub.why(first, second));
    }

    private How how(String system, String id) {
        return await(hub.hub.how(hub.profile(system, id).orElseThrow().id()));
    }

    private void decide(RecordKey first, RecordKey second, Verdict verdict) {
        await(hub.hub.decide(new StewardDecision(first, second, verdict, "steward", 1)));
    }

    @Nested
    class WhenTwoSystemsKnowOnePerson {
        private final RecordKey erp = key("erp", "1");
        private final RecordKey shop = key("shop", "7");

        @BeforeEach
        void ingest() {
            hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("shop", "7", 1, ADA_IN_SHOP));
        }

        @Test
        void theirComparisonSaysWhy() {
            Why why = why(erp, shop);

            assertThat(why.outcome()).isEqualTo(Why.Outcome.LINKED);
            assertThat(why.goldenId()).isEqualTo(why.otherGoldenId());
            assertThat(why.path()).extracting(Link::reason).containsExactly(Reason.LINK);
            var evidence = Objects.requireNonNull(why.evidence());
            assertThat(evidence.comparison().score().decision()).isEqualTo(MatchDecision.LINK);
            assertThat(evidence.keys().effective()).contains(KeyKind.EMAIL, KeyKind.NAMES);
            assertThat(why.model()).isSameAs(MatchModel.standard());
        }

        @Test
        void theProfileSaysHow() {
            hub.ingest(hub.version("mailing", "m", 1, ADA));

            How how = how("erp", "1");

            assertThat(how.records()).isEqualTo(3);
            assertThat(how.steps()).hasSize(2);
            Step equal = how.steps().get(0);
            assertThat(equal.link().reason()).isEqualTo(Reason.EQUAL);
            Step linked = how.steps().get(1);
            assertThat(linked.link().reason()).isEqualTo(Reason.LINK);
            assertThat(linked.first().records() + linked.second().records()).isEqualTo(3);
            assertThat(linked.first().step() + linked.second().step()).isEqualTo(equal.number());
            assertThat(how.joinsLeftOut()).isZero();
            assertThat(how.apart()).isEmpty();
        }

        @Test
        void aStewardsNeverIsToldFromBothSides() {
            decide(erp, shop, Verdict.NEVER);

            Why why = why(shop, erp);

            assertThat(why.outcome()).isEqualTo(Why.Outcome.REFUSED);
            assertThat(why.path()).isEmpty();
            assertThat(why.refused()).first().satisfies(apart -> {
                assertThat(apart.refusal()).isInstanceOf(Refusal.Never.class);
                assertThat(apart.record()).isEqualTo(shop);
                assertThat(apart.otherGoldenId()).isEqualTo(why.otherGoldenId());
            });
            assertThat(how("erp", "1").apart()).singleElement().satisfies(apart -> {
                assertThat(apart.record()).isEqualTo(erp);
                assertThat(apart.other()).isEqualTo(shop);
            });
        }

        @Test
        void aDeletedRecordSaysNothingOfWhoItIs() {
            hub.ingest(hub.deletion("erp", "1"));

            assertThat(why(erp, shop).outcome()).isEqualTo(Why.Outcome.WITHOUT_EVIDENCE);
            assertThat(how("shop", "7").steps()).isEmpty();
        }

        @Test
        void askingChangesNothing() {
            long changes = hub.store.lastChange();

            why(erp, shop);
            how("erp", "1");

            assertThat(hub.store.lastChange()).isEqualTo(changes);
        }

        @Test
        void whatHoldsAfterARestartIsTheSame() {
            How before = how("erp", "1");

            hub.restart();

            assertThat(how("erp", "1")).isEqualTo(before);
        }
    }

    @Test
    void aStewardsAlwaysIsAStepAndAReason() {
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("shop", "7", 1, GRACE));
        decide(key("erp", "1"), key("shop", "7"), Verdict.ALWAYS);

        assertThat(why(key("erp", "1"), key("shop", "7")).outcome()).isEqualTo(Why.Outcome.STEWARD);
        assertThat(how("erp", "1").steps())
                .singleElement()
                .satisfies(step -> assertThat(step.link().reason()).isEqualTo(Reason.STEWARD));
    }

    @Test
    void whatOnlyAThirdRecordJoinsIsToldLinkByLink() {
        hub.ingest(
                hub.version("erp", "1", 1, ADA),
                hub.version("shop", "7", 1, ADA_IN_SHOP),
                hub.version("mailing", "m", 1, ADA_WITH_MOBILE));
        decide(key("mailing", "m"), key("shop", "7"), Verdict.ALWAYS);

        Why why = why(key("mailing", "m"), key("erp", "1"));

        assertThat(why.outcome()).isEqualTo(Why.Outcome.THROUGH_OTHERS);
        assertThat(why.path()).hasSize(2);
        assertThat(why.path().get(0).first()).isEqualTo(key("mailing", "m"));
        assertThat(why.path().get(0).second())
                .isEqualTo(why.path().get(1).first())
                .isEqualTo(key("shop", "7"));
        assertThat(why.path().get(1).second()).isEqualTo(key("erp", "1"));
    }

    @Test
    void twoStrangersAreTooDifferentAndNoKeyBringsThemTogether() {
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("shop", "7", 1, GRACE));

        Why why = why(key("erp", "1"), key("shop", "7"));

        assertThat(why.outcome()).isEqualTo(Why.Outcome.DISTINCT);
        assertThat(Objects.requireNonNull(why.evidence()).keys().isCompared()).isFalse();
    }

    @Test
    void aRecordThatKaratMadeFollowsItsProfile() {
        hub.goLive("shop");
        hub.ingest(hub.version("erp", "1", 1, ADA));
        hub.rest();
        String made = hub.target("shop").rows.keySet().iterator().next();

        assertThat(why(key("erp", "1"), key("shop", made)).outcome()).isEqualTo(Why.Outcome.FOLLOWS);
        assertThat(how("erp", "1").followers()).containsExactly(key("shop", made));
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatIsArchivedIsGone() {
        hub.ingest(hub.version("erp", "1", 1, ADA));
        String id = hub.profile("erp", "1").orElseThrow().id();
        hub.ingest(hub.deletion("erp", "1"));

        assertThatThrownBy(() -> await(hub.hub.how(id))).satisfies(failure -> assertCode(failure, ErrorCode.GONE));
        assertThatThrownBy(() -> await(hub.hub.how("nobody")))
                .satisfies(failure -> assertCode(failure, ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> why(key("erp", "1"), key("shop", "none")))
                .satisfies(failure -> assertCode(failure, ErrorCode.NOT_FOUND));
    }

    private static void assertCode(Throwable failure, ErrorCode code) {
        assertThat(failure).isInstanceOf(CompletionException.class);
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        GatewayException.class, ours -> assertThat(ours.code()).isEqualTo(code));
    }
}
