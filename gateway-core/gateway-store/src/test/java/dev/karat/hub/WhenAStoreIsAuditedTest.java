package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.AuditFinding;
import dev.karat.engine.hub.AuditReport;
import dev.karat.engine.hub.StoreAudit;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import dev.karat.store.Stores;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit finds what somebody did to the database behind the gateway's back, and nothing else. */
class WhenAStoreIsAuditedTest {
    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData ADA_IN_SHOP = person("Ada", "Lovelace", "ada@example.test", "+4915112345678");
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");

    @TempDir
    Path folder;

    HubFixture hub;
    String ada = "";
    String grace = "";
    String merged = "";

    /** Ada in two systems, Grace in one, delivered to the shop, and an id that was merged away. */
    @BeforeEach
    void fill() {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("erp", "2", 1, GRACE));
        hub.target("shop").edit("7", ADA_IN_SHOP);
        hub.readBack();
        decide(Verdict.NEVER);
        merged = golden("shop", "7");
        decide(Verdict.NONE);
        hub.goLive("shop");
        hub.rest();
        ada = golden("erp", "1");
        grace = golden("erp", "2");
        assertThat(merged).isNotEqualTo(ada);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private String golden(String system, String id) {
        return hub.profile(system, id).orElseThrow().id();
    }

    private void decide(Verdict verdict) {
        await(hub.hub.decide(new StewardDecision(
                new RecordKey("erp", "customer", "1"), new RecordKey("shop", "customer", "7"), verdict, "eve", 1)));
    }

    private void tamper(String sql, Object... values) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("karat.db"));
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            assertThat(statement.executeUpdate()).isPositive();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void finds(AuditFinding finding, String... ids) {
        AuditReport report = hub.audit();
        assertThat(report.isClean()).isFalse();
        assertThat(report.ids().get(finding)).as("%s", report).contains(ids);
    }

    @Test
    void whatTheGatewayWroteIsAsItShouldBe() {
        AuditReport report = hub.audit();

        assertThat(report.counts()).isEmpty();
        assertThat(report.profiles()).isEqualTo(2);
        assertThat(report.records()).isEqualTo(4);
    }

    @Test
    void aValueThatWasPutIntoAProfileIsFound() {
        tamper("UPDATE golden SET profile = replace(profile, 'Lovelace', 'Byron') WHERE id = ?", ada);

        finds(AuditFinding.PROFILE_DIFFERS, ada);
        assertThat(hub.audit().counts()).containsOnlyKeys(AuditFinding.PROFILE_DIFFERS);
        assertThat(hub.audit().count(AuditFinding.PROFILE_DIFFERS)).isEqualTo(1);
    }

    @Test
    void aValueThatWasPutIntoARecordIsFound() {
        tamper("UPDATE record SET data = replace(data, 'Hopper', 'Hoppers') WHERE id = '2'");

        finds(AuditFinding.PROFILE_DIFFERS, grace);
    }

    @Test
    void aValueOfAnIdThatStandsForNothingIsFound() {
        tamper("UPDATE golden SET profile = (SELECT profile FROM golden WHERE id = ?) WHERE id = ?", ada, merged);

        finds(AuditFinding.PROFILE_DIFFERS, merged);
    }

    @Test
    void aRecordThatWasMovedToAnotherProfileIsFound() {
        tamper("UPDATE record SET golden_id = ? WHERE system = 'shop' AND id = '7'", grace);

        finds(AuditFinding.PARTITION_DIFFERS, ada, grace);
        finds(AuditFinding.PROFILE_DIFFERS, ada, grace);
    }

    @Test
    void aRecordThatWasRemovedIsFound() {
        tamper("DELETE FROM record WHERE system = 'erp' AND id = '1'");

        finds(AuditFinding.PROFILE_DIFFERS, ada);
        finds(AuditFinding.ANCHOR_MISSING, ada);
    }

    @Test
    void aRecordWithoutALiveProfileIsFound() {
        tamper("UPDATE record SET golden_id = ? WHERE system = 'shop' AND id = '7'", merged);
        finds(AuditFinding.RECORD_WITHOUT_PROFILE, merged);

        tamper("UPDATE record SET golden_id = NULL WHERE system = 'shop' AND id = '7'");
        assertThat(hub.audit().count(AuditFinding.RECORD_WITHOUT_PROFILE)).isEqualTo(1);
    }

    @Test
    void aProfileThatWasRemovedIsFound() {
        tamper("DELETE FROM golden WHERE id = ?", grace);

        finds(AuditFinding.REFERENCE_WITHOUT_PROFILE, grace);
        finds(AuditFinding.DELIVERY_WITHOUT_PROFILE, grace);
    }

    @Test
    void aRedirectThatLeadsNowhereOrInACircleIsFound() {
        tamper("UPDATE golden SET redirect_to = 'nobody' WHERE id = ?", merged);
        finds(AuditFinding.REDIRECT_LEADS_NOWHERE, merged);

        tamper("UPDATE golden SET redirect_to = id WHERE id = ?", merged);
        finds(AuditFinding.REDIRECT_LEADS_NOWHERE, merged);
    }

    @Test
    void anAnchorInAnotherProfileIsFound() {
        tamper("UPDATE golden SET anchor_rid = (SELECT rid FROM record WHERE id = '2') WHERE id = ?", ada);

        finds(AuditFinding.ANCHOR_MISSING, ada);
    }

    @Test
    void aVerdictThatWasPutInIsFound() {
        tamper("INSERT INTO decision VALUES ('erp', 'customer', '1', 'erp', 'customer', '2', 'ALWAYS', 'eve', 1)");

        finds(AuditFinding.PARTITION_DIFFERS, ada, grace);
    }

    @Test
    void whatIsCommittedMeanwhileIsNotSeen() {
        try (Store snapshot = Stores.sqliteSnapshot(folder.resolve("karat.db"))) {
            long before = snapshot.counts().records();
            hub.ingest(hub.version("erp", "3", 1, person("Mary", "Shelley", "mary@example.test", "+493055555555")));

            assertThat(snapshot.counts().records()).isEqualTo(before);
            assertThat(snapshot.goldens(List.of(golden("erp", "3")))).isEmpty();
            assertThat(StoreAudit.of(snapshot, HubFixture.policy()).counts()).isEmpty();
        }
        assertThat(hub.store.goldens(List.of(golden("erp", "3"))))
                .extracting(StoredGolden::status)
                .containsExactly(StoredGolden.Status.LIVE);
    }

    @Test
    void profilesOfAnotherModelAreNotJudged() {
        await(hub.hub.remember(Setting.Scope.GATEWAY, "match-model", "own-7 0123456789abcdef"));

        assertThatThrownBy(hub::audit)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_CHANGED));
    }
}
