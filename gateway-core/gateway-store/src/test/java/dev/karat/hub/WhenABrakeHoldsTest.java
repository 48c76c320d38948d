package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static dev.karat.hub.WhenConsentChangesTest.MAIL;
import static dev.karat.hub.WhenConsentChangesTest.act;
import static dev.karat.hub.WhenConsentChangesTest.reach;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.BrakeOrder;
import dev.karat.engine.delivery.BrakeState.Held;
import dev.karat.engine.delivery.ConsentReach;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryItem.Kind;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.delivery.WriteCounts;
import dev.karat.engine.delivery.WriteKind;
import dev.karat.engine.policy.BrakeLimit;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.policy.TargetPolicy.Brake;
import dev.karat.engine.policy.TargetPolicy.Mode;
import dev.karat.engine.policy.TargetPolicy.Withdrawal;
import dev.karat.engine.store.Consents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts against the limits of a run, and what no brake keeps back. */
class WhenABrakeHoldsTest {
    private static final CustomerData ADA = person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");

    private HubFixture hub;

    @BeforeEach
    void open(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static BrakeLimit limit(long number) {
        return new BrakeLimit(number, null);
    }

    private static Brake updates(long number) {
        return new Brake(BrakeLimit.ALL, limit(number), BrakeLimit.NONE, BrakeLimit.ALL, Duration.ofHours(1));
    }

    /** Ada and Grace are at the shop as they should be. */
    private void begin(Brake brake, Mode mode, boolean blanksClear, ConsentReach consents) {
        hub.restart(
                target -> new TargetPolicy(
                        target.system(),
                        target.phase(),
                        mode,
                        null,
                        target.give(),
                        blanksClear,
                        false,
                        target.canary(),
                        brake,
                        Set.of(),
                        Withdrawal.DELETE,
                        Withdrawal.DELETE,
                        TargetPolicy.Consents.REFUSALS),
                consents);
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("erp", "2", 1, GRACE));
        hub.target("shop").edit("7", ADA);
        hub.target("shop").edit("8", GRACE);
        hub.readBack();
        hub.goLive("shop");
        assertThat(hub.rest()).isZero();
    }

    private Held held() {
        return hub.hub.brake("shop").heldRun().orElseThrow();
    }

    private void approve() {
        await(hub.hub.decideRun("shop", new BrakeOrder(held().run(), true, "eve", "as agreed")));
        hub.deliver("shop");
    }

    @Test
    void takingRecordsAwayNeedsAPerson() {
        begin(Brake.STANDARD, Mode.MIRROR, false, ConsentReach.NONE);
        hub.wanted = profile -> false;
        hub.ingest(
                hub.version("erp", "1", 2, ADA.with(GRACE.only(Attribute.FAMILY_NAME::equals))),
                hub.version("erp", "2", 2, GRACE.with(ADA.only(Attribute.FAMILY_NAME::equals))));

        assertThat(hub.rest()).isZero();

        assertThat(held().kind()).isEqualTo(WriteKind.DELETE);
        assertThat(held().waiting()).isEqualTo(new WriteCounts(0, 0, 2, 0));
        approve();
        assertThat(hub.rest()).isEqualTo(2);
        assertThat(hub.target("shop").rows).isEmpty();
    }

    @Test
    void aFewEmptiedFieldsDoNotHoldASmallShop() {
        begin(Brake.STANDARD, Mode.UPDATE, true, ConsentReach.NONE);
        hub.ingest(hub.version("erp", "1", 2, ADA.only(attribute -> attribute != Attribute.PHONES)));
        hub.target("shop").edit("7", ADA.only(attribute -> attribute != Attribute.PHONES));
        hub.readBack();
        hub.rest();
        hub.target("shop").edit("7", person("Ada", "Lovelace", "ada@example.test", "+493012345678"));

        hub.rest();

        assertThat(hub.hub.brake("shop").heldRun()).isEmpty();
    }

    @Test
    void whatACustomerRefusesWaitsForNobody() {
        begin(updates(0), Mode.UPDATE, false, reach(TargetPolicy.Consents.REFUSALS, MAIL));
        hub.ingest(hub.version("erp", "2", 2, person("Grace", "Murray", "grace@example.test", "+442071234567")));
        assertThat(hub.rest()).isZero();
        assertThat(held().waiting().updates()).isEqualTo(1);

        CustomerData refusing = Consents.in(ADA, List.of(act(MAIL, "ada@example.test", "denied", "")));
        hub.ingest(hub.version("erp", "1", 2, refusing));
        hub.rest();

        assertThat(hub.target("shop").kinds).containsExactly(Kind.OPT_OUT);
        assertThat(held().waiting().updates()).isEqualTo(1);
    }

    @Test
    void whatFailedCountsOnce() {
        begin(updates(1), Mode.UPDATE, false, ConsentReach.NONE);
        hub.ingest(hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345678")));
        await(hub.hub.plan("shop"));
        for (int attempt = 0; attempt < 3; attempt++) {
            hub.clock.advance(Duration.ofMinutes(1));
            List<DeliveryItem> items = await(hub.hub.take("shop", 10));
            assertThat(items).as("attempt " + attempt).hasSize(1);
            await(hub.hub.settle(
                    "shop",
                    items,
                    List.of(new DeliveryOutcome.Retryable(items.get(0).id(), ErrorCode.VENDOR_UNAVAILABLE, null))));
        }

        assertThat(hub.rest()).isEqualTo(1);

        assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        assertThat(hub.hub.brake("shop").heldRun()).isEmpty();
        hub.ingest(hub.version("erp", "2", 2, person("Grace", "Murray", "grace@example.test", "+442071234567")));
        assertThat(hub.rest()).as("two are more than one").isZero();
        assertThat(held().cause())
                .isEqualTo("One run may have 1 updates (2 customers are known there), and this one would have 2");
    }

    @Test
    void aRunEndsWithItsTime() {
        begin(updates(1), Mode.UPDATE, false, ConsentReach.NONE);
        hub.ingest(hub.version("erp", "1", 2, person("Ada", "Byron", "ada@example.test", "+493012345678")));
        assertThat(hub.rest()).isEqualTo(1);
        long first = hub.hub.brake("shop").lastRun();
        hub.clock.advance(Duration.ofHours(1));
        hub.ingest(hub.version("erp", "2", 2, person("Grace", "Murray", "grace@example.test", "+442071234567")));

        assertThat(hub.rest()).isEqualTo(1);

        assertThat(hub.hub.brake("shop").lastRun()).isGreaterThan(first);
        assertThat(Long.toString(first)).startsWith("20260301");
    }
}
