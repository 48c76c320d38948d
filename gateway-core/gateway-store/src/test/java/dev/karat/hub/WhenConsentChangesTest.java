package dev.karat.hub;

import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryItem.Kind;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.policy.BrakeLimit;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.policy.TargetPolicy.Mode;
import dev.karat.engine.policy.TargetPolicy.Withdrawal;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.Consents.Subject;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.StoredRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consent has a way of its own: a refusal goes out first and always, a grant only with proof and against nobody. */
class WhenConsentChangesTest {
    static final Subject MAIL = new Subject("email", "marketing");
    private static final Subject SMS = new Subject("sms", "marketing");
    private static final String ADDRESS = "ada@example.test";
    private static final CustomerData ADA = person("Ada", "Lovelace", ADDRESS, "+493012345678");

    private HubFixture hub;

    @BeforeEach
    void open(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
    }

    @AfterEach
    void endsInAStoreThatAnAuditAgreesWith() {
        assertThat(hub.audit().counts()).isEmpty();
        hub.close();
    }

    private void begin(TargetPolicy.Consents consents) {
        hub.restart(target -> policy(target, Mode.UPDATE, consents), reach(consents, MAIL, SMS));
        hub.ingest(hub.version("erp", "1", 1, ADA));
        hub.target("shop").edit("7", ADA);
        hub.readBack();
        hub.goLive("shop");
        assertThat(hub.rest()).isZero();
    }

    static ConsentReach reach(TargetPolicy.Consents consents, Subject... subjects) {
        return new ConsentReach(Set.of(subjects), consents == TargetPolicy.Consents.ALL ? Set.of(subjects) : Set.of());
    }

    static TargetPolicy policy(TargetPolicy target, Mode mode, TargetPolicy.Consents consents) {
        return new TargetPolicy(
                target.system(),
                target.phase(),
                mode,
                null,
                target.give(),
                false,
                false,
                target.canary(),
                new TargetPolicy.Brake(
                        BrakeLimit.ALL, BrakeLimit.ALL, BrakeLimit.NONE, BrakeLimit.NONE, Duration.ofHours(1)),
                Set.of(),
                Withdrawal.KEEP,
                Withdrawal.KEEP,
                consents);
    }

    /** @param at time of the act; without one, and so without evidence, if it is empty */
    static SortedMap<String, String> act(Subject subject, String point, String status, String at) {
        var act = new TreeMap<>(Map.of(
                "channel", subject.channel(), "purpose", subject.purpose(), "status", status, "contactPoint", point));
        if (!at.isEmpty()) {
            act.put("at", at);
            act.put("evidence", "form");
        }
        return act;
    }

    private static CustomerData saying(CustomerData data, SortedMap<String, String> act) {
        return Consents.in(data, List.of(act));
    }

    private List<String> statuses(Subject subject) {
        return hub.target("shop").data("7").blocks(Attribute.CONSENTS).stream()
                .filter(subject::isOf)
                .map(Consents::status)
                .toList();
    }

    private List<Kind> kinds() {
        return hub.target("shop").kinds;
    }

    @Test
    void aRefusalGoesOutBeforeTheOtherChangesOfItsCustomer() {
        begin(TargetPolicy.Consents.REFUSALS);
        hub.ingest(hub.version(
                "erp",
                "1",
                2,
                saying(
                        person("Ada", "Byron", ADDRESS, "+493012345678"),
                        act(MAIL, ADDRESS, "denied", "2026-02-01T00:00:00Z"))));
        hub.rest();
        assertThat(kinds()).containsExactly(Kind.OPT_OUT, Kind.UPDATE);
        assertThat(statuses(MAIL)).containsExactly("denied");
        assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        assertThat(hub.rest()).isZero();
    }

    @Test
    void aRefusalGoesBeforeWhatOtherCustomersWaitFor() {
        begin(TargetPolicy.Consents.REFUSALS);
        hub.target("shop").edit("8", person("Grace", "Hopper", "grace@example.test", "+442071234567"));
        hub.readBack();
        hub.ingest(hub.version("erp", "2", 1, person("Grace", "Murray", "grace@example.test", "+442071234567")));
        HubFixture.await(hub.hub.plan("shop"));
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "denied", ""))));
        HubFixture.await(hub.hub.plan("shop"));

        List<DeliveryItem> first = HubFixture.await(hub.hub.take("shop", 1));

        assertThat(first).extracting(DeliveryItem::kind).containsExactly(Kind.OPT_OUT);
        assertThat(first.get(0).desired().attributes()).containsExactly(Attribute.CONSENTS);
    }

    @Test
    void neitherTheFilterNorTheModeKeepsARefusalBack() {
        begin(TargetPolicy.Consents.REFUSALS);
        hub.restart(
                target -> policy(target, Mode.INSERT_ONLY, TargetPolicy.Consents.REFUSALS),
                reach(TargetPolicy.Consents.REFUSALS, MAIL));
        hub.wanted = profile -> false;
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "denied", ""))));
        hub.rest();
        assertThat(kinds()).containsExactly(Kind.OPT_OUT);
        assertThat(statuses(MAIL)).containsExactly("denied");
        assertThat(hub.rest()).isZero();
    }

    @Test
    void aRefusalReachesEachRecordWhereTheTargetHoldsACustomerTwice() {
        begin(TargetPolicy.Consents.REFUSALS);
        hub.target("shop").edit("8", ADA);
        hub.readBack();
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "revoked", ""))));
        hub.rest();
        assertThat(hub.target("shop").data("8").component(Attribute.CONSENTS, "status"))
                .isEqualTo("revoked");
        assertThat(hub.rest()).isZero();
    }

    /** Consent stays with a record whose address changes, so that a grant for the old one would count for the new one. */
    @Test
    void aRefusalOfTheNewAddressIsEnteredBeforeTheAddressIs() {
        begin(TargetPolicy.Consents.REFUSALS);
        hub.target("shop").edit("7", saying(ADA, act(MAIL, ADDRESS, "granted", "2026-01-01T00:00:00Z")));
        hub.readBack();
        hub.rest();
        kinds().clear();
        hub.ingest(hub.version(
                "erp",
                "1",
                2,
                saying(
                        person("Ada", "Lovelace", "byron@example.test", "+493012345678"),
                        act(MAIL, "byron@example.test", "denied", "2025-01-01T00:00:00Z"))));
        hub.rest();
        assertThat(kinds()).containsExactly(Kind.OPT_OUT, Kind.UPDATE);
        assertThat(hub.target("shop").data("7").texts(Attribute.EMAILS)).containsExactly("byron@example.test");
        assertThat(statuses(MAIL)).containsExactly("denied");
    }

    @Test
    void whatTheTargetAnswersIsNoWordOfTheCustomersOwn() {
        begin(TargetPolicy.Consents.ALL);
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "granted", "2026-02-01T00:00:00Z"))));
        hub.rest();
        assertThat(statuses(MAIL)).containsExactly("granted");
        // Said before the shop was told, and heard of after that: the shop's own time is later than both.
        hub.ingest(hub.version("erp", "1", 3, saying(ADA, act(MAIL, ADDRESS, "denied", "2026-02-15T00:00:00Z"))));
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().component(Attribute.CONSENTS, "status"))
                .isEqualTo("denied");
        hub.rest();
        assertThat(statuses(MAIL)).containsExactly("denied");
        assertThat(kinds()).containsExactly(Kind.OPT_IN, Kind.OPT_OUT);
    }

    @Test
    void aRefusalWhoseAnswerWasLostMakesNothingElseOfTheRecordYounger() {
        begin(TargetPolicy.Consents.REFUSALS);
        long said = shop().at();
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "denied", ""))));
        HubFixture.await(hub.hub.plan("shop"));
        DeliveryItem refusal = HubFixture.await(hub.hub.take("shop", 1)).get(0);
        hub.target("shop").write(refusal);
        hub.readBack();
        assertThat(shop().data().blocks(Attribute.CONSENTS)).hasSize(1);
        assertThat(shop().at()).isEqualTo(said);
    }

    private StoredRecord shop() {
        return hub.store.record(new RecordKey("shop", "customer", "7")).orElseThrow();
    }

    @Test
    void oneConsentOfARecordMayBeItsOwnWhileAnotherIsAnEcho() {
        begin(TargetPolicy.Consents.REFUSALS);
        hub.target("shop").edit("7", saying(ADA, act(SMS, "+493012345678", "granted", "2026-01-01T00:00:00Z")));
        hub.readBack();
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "denied", ""))));
        hub.rest();
        assertThat(hub.store
                        .record(new RecordKey("shop", "customer", "7"))
                        .orElseThrow()
                        .asserted()
                        .blocks(Attribute.CONSENTS))
                .singleElement()
                .satisfies(own -> assertThat(SMS.isOf(own)).isTrue());
        // The ERP takes it back, and nobody else ever said it.
        hub.ingest(hub.version("erp", "1", 3, ADA));
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().blocks(Attribute.CONSENTS))
                .noneMatch(MAIL::isOf);
        assertThat(statuses(MAIL)).as("who refused stays out").containsExactly("denied");
    }

    @Test
    void aGrantIsWrittenWhereTheFileSaysSoAndNobodySpokeAgainstIt() {
        begin(TargetPolicy.Consents.REFUSALS);
        var granted = saying(ADA, act(MAIL, ADDRESS, "granted", "2026-02-01T00:00:00Z"));
        hub.ingest(hub.version("erp", "1", 2, granted));
        assertThat(hub.rest()).isZero();
        hub.restart(
                target -> policy(target, Mode.UPDATE, TargetPolicy.Consents.ALL),
                reach(TargetPolicy.Consents.ALL, MAIL));
        hub.ingest(hub.version("erp", "1", 3, saying(ADA, act(MAIL, ADDRESS, "granted", ""))));
        assertThat(hub.rest()).as("without proof").isZero();
        hub.ingest(hub.version("erp", "1", 4, granted));
        hub.rest();
        assertThat(kinds()).containsExactly(Kind.OPT_IN);
        assertThat(statuses(MAIL)).containsExactly("granted");
        assertThat(hub.rest()).isZero();
    }

    @Test
    void nobodyIsSubscribedAgainWhoUnsubscribedThere() {
        begin(TargetPolicy.Consents.ALL);
        hub.target("shop").edit("7", saying(ADA, act(MAIL, ADDRESS, "denied", "2026-01-01T00:00:00Z")));
        hub.readBack();
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "granted", "2026-02-01T00:00:00Z"))));
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().component(Attribute.CONSENTS, "status"))
                .isEqualTo("granted");
        hub.rest();
        assertThat(kinds()).doesNotContain(Kind.OPT_IN);
        assertThat(statuses(MAIL)).containsExactly("denied");
    }

    @Test
    void whomKaratUnsubscribedAndWhoAgreesLaterIsSubscribedAgain() {
        begin(TargetPolicy.Consents.ALL);
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "denied", "2026-02-01T00:00:00Z"))));
        hub.rest();
        hub.ingest(hub.version("erp", "1", 3, saying(ADA, act(MAIL, ADDRESS, "granted", "2026-03-01T00:00:00Z"))));
        hub.rest();
        assertThat(kinds()).containsExactly(Kind.OPT_OUT, Kind.OPT_IN);
        assertThat(hub.rest()).isZero();
    }

    @Test
    void aTargetThatGoesOnGrantingAfterARefusalIsAFailureThatSomebodySees() {
        begin(TargetPolicy.Consents.REFUSALS);
        hub.target("shop").edit("7", saying(ADA, act(MAIL, ADDRESS, "granted", "2026-01-01T00:00:00Z")));
        hub.readBack();
        hub.ingest(hub.version("erp", "1", 2, saying(ADA, act(MAIL, ADDRESS, "denied", ""))));
        HubFixture.await(hub.hub.plan("shop"));
        List<DeliveryItem> items = HubFixture.await(hub.hub.take("shop", 10));
        var answers = new ArrayList<DeliveryOutcome>();
        items.forEach(item -> answers.add(
                new DeliveryOutcome.Applied(item.id(), "7", hub.target("shop").data("7"), null, false)));
        HubFixture.await(hub.hub.settle("shop", items, answers));
        assertThat(hub.store.deliveries(
                        "shop", List.of(hub.profile("erp", "1").orElseThrow().id())))
                .singleElement()
                .satisfies(state -> {
                    assertThat(state.status()).isEqualTo(Status.REJECTED);
                    assertThat(state.error()).isEqualTo(ErrorCode.VENDOR_REFUSED);
                });
    }

    @Test
    void aTargetThatRefusesAGrantIsStillGivenTheRest() {
        begin(TargetPolicy.Consents.ALL);
        hub.ingest(hub.version(
                "erp",
                "1",
                2,
                saying(
                        person("Ada", "Byron", ADDRESS, "+493012345678"),
                        act(MAIL, ADDRESS, "granted", "2026-02-01T00:00:00Z"))));
        HubFixture.await(hub.hub.plan("shop"));
        List<DeliveryItem> items = HubFixture.await(hub.hub.take("shop", 10));
        assertThat(items).extracting(DeliveryItem::kind).containsExactly(Kind.OPT_IN);
        HubFixture.await(hub.hub.settle(
                "shop",
                items,
                List.of(new DeliveryOutcome.Rejected(items.get(0).id(), ErrorCode.VENDOR_REFUSED, "compliance"))));
        hub.rest();
        assertThat(kinds()).containsExactly(Kind.UPDATE);
        assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        assertThat(statuses(MAIL)).isEmpty();
        assertThat(hub.rest()).isZero();
    }
}
