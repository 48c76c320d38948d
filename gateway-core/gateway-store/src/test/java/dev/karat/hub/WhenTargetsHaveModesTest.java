package dev.karat.hub;

import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.DeliveryItem.Kind;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.policy.TargetPolicy.Mode;
import dev.karat.engine.policy.TargetPolicy.Withdrawal;
import dev.karat.engine.store.StewardDecision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each mode creates, changes and withdraws, and what becomes of who is not wanted any more. */
class WhenTargetsHaveModesTest {
    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");

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

    /** Ada is known to the ERP and, by another number, to the shop; Grace to the ERP alone. */
    private void with(Mode mode, Withdrawal onArchive, Withdrawal onLeave) {
        hub.restart(target -> policy(target, mode, false, onArchive, onLeave), ConsentReach.NONE);
        begin();
    }

    private void begin() {
        hub.target("shop").edit("7", person("Ada", "Lovelace", "ada@example.test", "+4915112345678"));
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("erp", "2", 1, GRACE));
        hub.readBack();
        hub.goLive("shop");
        hub.rest();
    }

    private static TargetPolicy policy(
            TargetPolicy target, Mode mode, boolean duplicates, Withdrawal onArchive, Withdrawal onLeave) {
        return new TargetPolicy(
                target.system(),
                target.phase(),
                mode,
                null,
                target.give(),
                false,
                duplicates,
                target.canary(),
                TargetPolicy.Brake.OPEN,
                Set.of(),
                onArchive,
                onLeave,
                TargetPolicy.Consents.NONE);
    }

    private Set<String> there() {
        return hub.target("shop").rows.keySet();
    }

    private String phone(String id) {
        return hub.target("shop").data(id).texts(Attribute.PHONES).get(0);
    }

    @Test
    void updateChangesAndNeitherCreatesNorWithdraws() {
        with(Mode.UPDATE, Withdrawal.KEEP, Withdrawal.KEEP);
        assertThat(there()).containsExactly("7");
        assertThat(phone("7")).isEqualTo("+493012345678");
        hub.wanted = profile -> false;
        hub.ingest(hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345678")));
        hub.rest();
        assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Lovelace");
    }

    @Test
    void insertOnlyCreatesAndNeverChanges() {
        with(Mode.INSERT_ONLY, Withdrawal.KEEP, Withdrawal.KEEP);
        assertThat(there()).containsExactly("7", "made-101");
        assertThat(phone("7")).as("it was there").isEqualTo("+4915112345678");
        hub.ingest(hub.version("erp", "2", 2, person("Grace", "Murray", "grace@example.test", "+442071234567")));
        assertThat(hub.rest()).isZero();
        assertThat(hub.target("shop").data("made-101").text(Attribute.FAMILY_NAME))
                .isEqualTo("Hopper");
    }

    @Test
    void mirrorDeletesWhoLeavesAndCreatesWhoComesBack() {
        with(Mode.MIRROR, Withdrawal.DELETE, Withdrawal.DELETE);
        assertThat(there()).containsExactly("7", "made-101");
        hub.wanted = profile -> !"Hopper".equals(profile.text(Attribute.FAMILY_NAME));
        hub.ingest(hub.version("erp", "2", 2, person("Grace", "Hopper", "grace@example.test", "+442071234568")));
        assertThat(hub.rest()).isEqualTo(1);
        assertThat(there()).containsExactly("7");
        assertThat(hub.target("shop").kinds).endsWith(Kind.DELETE);
        assertThat(hub.rest()).isZero();

        hub.ingest(hub.version("erp", "2", 3, person("Grace", "Murray", "grace@example.test", "+442071234568")));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-102");
        assertThat(hub.target("shop").data("made-102").text(Attribute.FAMILY_NAME))
                .isEqualTo("Murray");
    }

    @Test
    void mirrorWithdrawsWhoIsArchived() {
        with(Mode.MIRROR, Withdrawal.DEACTIVATE, Withdrawal.KEEP);
        hub.ingest(hub.deletion("erp", "2"));
        hub.rest();
        assertThat(hub.target("shop").kinds).endsWith(Kind.DEACTIVATE);
        assertThat(there()).containsExactly("7");
        assertThat(hub.rest()).isZero();
    }

    @Test
    void mirrorDeletesWhoIsArchivedAndCreatesWhoComesBack() {
        with(Mode.MIRROR, Withdrawal.DELETE, Withdrawal.KEEP);
        hub.ingest(hub.deletion("erp", "2"));
        hub.rest();
        assertThat(hub.target("shop").kinds).endsWith(Kind.DELETE);
        assertThat(there()).containsExactly("7");
        assertThat(hub.rest()).isZero();

        hub.ingest(hub.version("erp", "2", 3, GRACE));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-102");
    }

    @Test
    void mirrorEmptiesWhoIsArchivedAndFillsWhoComesBack() {
        with(Mode.MIRROR, Withdrawal.CLEAR, Withdrawal.KEEP);
        hub.ingest(hub.deletion("erp", "2"));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-101");
        CustomerData left = hub.target("shop").data("made-101");
        assertThat(left.only(HubFixture.GIVE::contains)).isEqualTo(CustomerData.empty());
        assertThat(left.text(Attribute.PREFERRED_LANGUAGE)).isEqualTo("en");
        assertThat(hub.rest()).isZero();

        hub.ingest(hub.version("erp", "2", 3, GRACE));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-101");
        assertThat(hub.target("shop").data("made-101").text(Attribute.FAMILY_NAME))
                .isEqualTo("Hopper");
    }

    /** Who has a value of the target's own is not archived. */
    @Test
    void mirrorDeletesNobodyWhomTheTargetItselfVouchesFor() {
        with(Mode.MIRROR, Withdrawal.DELETE, Withdrawal.KEEP);
        hub.target("shop").edit("made-101", person("Grace", "Murray", "grace@example.test", "+442071234567"));
        hub.readBack();
        hub.ingest(hub.deletion("erp", "2"), hub.deletion("erp", "1"));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-101");
        assertThat(hub.target("shop").kinds).doesNotContain(Kind.DELETE);
        assertThat(hub.target("shop").data("made-101").text(Attribute.FAMILY_NAME))
                .isEqualTo("Murray");
    }

    @Test
    void archiveDeletesWhoIsArchivedAlsoIfAnEarlierModeCreatedHim() {
        with(Mode.UPSERT, Withdrawal.KEEP, Withdrawal.KEEP);
        hub.restart(
                target -> policy(target, Mode.ARCHIVE, false, Withdrawal.DELETE, Withdrawal.KEEP), ConsentReach.NONE);
        assertThat(hub.rest()).isZero();
        hub.ingest(hub.deletion("erp", "2"));
        hub.rest();
        assertThat(there()).containsExactly("7");
        hub.ingest(hub.version("erp", "2", 3, GRACE));
        assertThat(hub.rest()).as("it creates nobody").isZero();
    }

    /** A connector looks records up by what it is told of the profile. */
    @Test
    void whatMustNeverGetThereIsNeitherWrittenNorToldForLookingUp() {
        Set<Attribute> never = Set.of(Attribute.PHONES, Attribute.BIRTH_DATE);
        hub.restart(target -> never(target, never), ConsentReach.NONE);
        var told = new ArrayList<CustomerData>();
        hub.target("shop").watch = item -> told.addAll(List.of(item.profile(), item.desired()));
        begin();
        hub.ingest(
                hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345679")),
                hub.version("erp", "2", 2, person("Grace", "Murray", "grace@example.test", "+442071234568")));
        hub.rest();
        assertThat(told)
                .hasSize(6)
                .allSatisfy(data -> assertThat(data.attributes())
                        .contains(Attribute.FAMILY_NAME)
                        .doesNotContainAnyElementsOf(never));
        assertThat(phone("7")).as("its own").isEqualTo("+4915112345678");
        assertThat(hub.target("shop").data("made-101").get(Attribute.PHONES)).isNull();
        assertThat(hub.profile("erp", "2").orElseThrow().profile().data().texts(Attribute.PHONES))
                .containsExactly("+442071234568");
    }

    private static TargetPolicy never(TargetPolicy target, Set<Attribute> never) {
        return new TargetPolicy(
                target.system(),
                target.phase(),
                Mode.MIRROR,
                null,
                Set.of(Attribute.GIVEN_NAME, Attribute.FAMILY_NAME, Attribute.EMAILS),
                true,
                false,
                target.canary(),
                TargetPolicy.Brake.OPEN,
                never,
                Withdrawal.CLEAR,
                Withdrawal.CLEAR,
                TargetPolicy.Consents.NONE);
    }

    @Test
    void mirrorEmptiesWhatItGave() {
        with(Mode.MIRROR, Withdrawal.KEEP, Withdrawal.CLEAR);
        hub.wanted = profile -> !"Hopper".equals(profile.text(Attribute.FAMILY_NAME));
        hub.ingest(hub.version("erp", "2", 2, person("Grace", "Hopper", "grace@example.test", "+442071234568")));
        hub.rest();
        assertThat(hub.target("shop").data("made-101").only(HubFixture.GIVE::contains))
                .isEqualTo(CustomerData.empty());
        assertThat(hub.rest()).isZero();
    }

    /** A mirror is of those whom Karat wanted there, not of whatever the system holds. */
    @Test
    void mirrorLeavesAloneWhoWasNeverWanted() {
        hub.wanted = profile -> "Hopper".equals(profile.text(Attribute.FAMILY_NAME));
        with(Mode.MIRROR, Withdrawal.DELETE, Withdrawal.DELETE);
        hub.ingest(hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345678")));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-101");
        assertThat(hub.target("shop").kinds).doesNotContain(Kind.DELETE);
    }

    /** Who was there and held what it should leaves a mirror like one who was written. */
    @Test
    void mirrorDeletesAlsoWhoNeededNoWriting() {
        hub.restart(
                target -> policy(target, Mode.MIRROR, false, Withdrawal.KEEP, Withdrawal.DELETE), ConsentReach.NONE);
        hub.target("shop").edit("9", GRACE);
        hub.ingest(hub.version("erp", "2", 1, GRACE));
        hub.readBack();
        hub.goLive("shop");
        assertThat(hub.rest()).isZero();
        hub.wanted = profile -> false;
        hub.ingest(hub.version("erp", "2", 2, person("Grace", "Murray", "grace@example.test", "+442071234567")));
        hub.rest();
        assertThat(there()).isEmpty();
    }

    @Test
    void archiveChangesAndWithdrawsButCreatesNobody() {
        with(Mode.ARCHIVE, Withdrawal.DELETE, Withdrawal.DELETE);
        assertThat(there()).containsExactly("7");
        assertThat(phone("7")).isEqualTo("+493012345678");
        hub.wanted = profile -> false;
        hub.ingest(hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345678")));
        hub.rest();
        assertThat(there()).isEmpty();
    }

    /** Two profiles that turn out to be one: the target's second record is its own to merge, and is not taken away. */
    @Test
    void mirrorKeepsBothRecordsOfProfilesThatMerge() {
        with(Mode.MIRROR, Withdrawal.DELETE, Withdrawal.DELETE);
        hub.ingest(hub.version("erp", "3", 1, person("Adelheid", "Wolkenstein", "heidi@example.test", "+43660111222")));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-101", "made-102");
        hub.ingest(hub.version("erp", "3", 2, ADA));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-101", "made-102");
        assertThat(hub.target("shop").kinds).doesNotContain(Kind.DELETE, Kind.DEACTIVATE);
        assertThat(hub.rest()).isZero();
    }

    @Test
    void duplicatesAreAllWrittenWhereTheFileSaysSo() {
        hub.restart(target -> policy(target, Mode.UPDATE, true, Withdrawal.KEEP, Withdrawal.KEEP), ConsentReach.NONE);
        hub.target("shop").edit("8", person("Ada", "Lovelace", "ada@example.test", "+4915112345678"));
        begin();
        assertThat(phone("7")).isEqualTo("+493012345678");
        assertThat(phone("8")).isEqualTo("+493012345678");
    }

    /** The help desk holds each address once, and would refuse the second record that one is written into. */
    @Test
    void aRecordKeepsItsOwnAddressWhereAnotherOneOfTheCustomerHoldsTheFirst() {
        hub.target("shop").edit("8", person("Ada", "Lovelace", "lovelace@work.test", "+4915112345678"));
        CustomerData both = ADA.with(CustomerData.builder()
                .texts(Attribute.EMAILS, "lovelace@work.test", "ada@example.test")
                .build());
        hub.ingest(hub.version("erp", "1", 2, both));
        begin();
        assertThat(phone("7")).isEqualTo("+493012345678");
        assertThat(hub.target("shop").data("7").text(Attribute.EMAILS)).isEqualTo("ada@example.test");
        assertThat(hub.target("shop").data("8").text(Attribute.EMAILS)).isEqualTo("lovelace@work.test");
    }

    private static TargetPolicy clearing(TargetPolicy target) {
        return new TargetPolicy(
                target.system(),
                target.phase(),
                Mode.UPDATE,
                null,
                target.give(),
                true,
                false,
                target.canary(),
                TargetPolicy.Brake.OPEN);
    }

    private void erpForgetsTheNumber() {
        hub.ingest(hub.version("erp", "1", 2, ADA.only(attribute -> attribute != Attribute.PHONES)));
    }

    @Test
    void anEmptyGoldenValueLeavesAFilledFieldUnlessTheFileSaysOtherwise() {
        with(Mode.UPDATE, Withdrawal.KEEP, Withdrawal.KEEP);
        erpForgetsTheNumber();
        assertThat(hub.rest()).isZero();
        assertThat(phone("7")).isEqualTo("+493012345678");
    }

    /** It is read again later; until then the gateway knows by itself that the field is empty. */
    @Test
    void aFieldIsEmptiedOnceAlsoBeforeTheTargetIsReadAgain() {
        hub.restart(WhenTargetsHaveModesTest::clearing, ConsentReach.NONE);
        begin();
        erpForgetsTheNumber();
        assertThat(hub.deliver("shop")).isEqualTo(1);
        assertThat(hub.target("shop").data("7").get(Attribute.PHONES)).isNull();
        assertThat(hub.deliver("shop")).isZero();
        assertThat(hub.rest()).isZero();
    }

    /** The part of a customer that a steward parted from the target's record gets a record of its own. */
    @Test
    void whoIsPartedFromTheTargetsRecordIsCreatedThere() {
        with(Mode.UPSERT, Withdrawal.KEEP, Withdrawal.KEEP);
        HubFixture.await(hub.hub.decide(new StewardDecision(
                new RecordKey("erp", "customer", "1"),
                new RecordKey("shop", "customer", "7"),
                StewardDecision.Verdict.NEVER,
                "steward",
                1)));
        hub.rest();
        assertThat(there()).containsExactly("7", "made-101", "made-102");
        assertThat(hub.profile("shop", "made-102").orElseThrow().id())
                .isEqualTo(hub.profile("erp", "1").orElseThrow().id());
        assertThat(hub.rest()).isZero();
    }
}
