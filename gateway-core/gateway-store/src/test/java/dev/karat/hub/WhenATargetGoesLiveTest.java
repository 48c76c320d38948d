package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.delivery.BrakeOrder;
import dev.karat.engine.delivery.BrakeState;
import dev.karat.engine.delivery.GoLive;
import dev.karat.engine.delivery.PreviewPlan;
import dev.karat.engine.delivery.RevertPage;
import dev.karat.engine.delivery.RevertPage.Reason;
import dev.karat.engine.delivery.RunCheck;
import dev.karat.engine.delivery.WriteCounts;
import dev.karat.engine.delivery.WriteKind;
import dev.karat.engine.policy.Phase;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.SharedStore;
import dev.karat.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story of a target of two hundred customers: observed, previewed, opened by a canary and waves, held when a source
 * goes wrong while another target goes on, taken back, and opened for exactly what a person approved.
 */
class WhenATargetGoesLiveTest {
    private static final int CUSTOMERS = 200;
    /** Blocks of telephone numbers: what the shop had, what the ERP has, and what goes wrong or is meant later. */
    private static final int OLD = 2;

    private static final int RIGHT = 3;
    private static final int WRONG = 4;
    private static final int NEW = 5;
    private static final int NEWER = 6;

    @TempDir
    Path folder;

    Onboarding company;

    SharedStore store() {
        return Stores.sqlite(folder.resolve("karat.db"));
    }

    @BeforeEach
    void open() {
        company = new Onboarding(this::store);
        company.holds("shop", IntStream.range(0, CUSTOMERS), OLD, "");
        company.holds("mailing", IntStream.range(0, CUSTOMERS), OLD, "");
        company.read("shop");
        company.read("mailing");
        company.erpReports(IntStream.range(0, CUSTOMERS), RIGHT, "");
    }

    @AfterEach
    void close() {
        company.close();
    }

    private static void refused(ErrorCode code, String because, ThrowingCallable step) {
        assertThatThrownBy(step)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code))
                .hasMessageContaining(because);
    }

    /** Opens both targets to the full. */
    private void goLive() {
        PreviewPlan plan = company.preview("shop");
        company.canary("shop", plan, 20);
        company.deliver("shop");
        company.wave("shop", 100);
        company.deliver("shop");
        await(company.hub.grant("mailing", Phase.LIVE));
        company.deliver("mailing");
        company.clock.advance(Duration.ofHours(2));
    }

    private BrakeState brake() {
        return company.hub.brake("shop");
    }

    private BrakeState.Held held() {
        return brake().heldRun().orElseThrow();
    }

    private void decide(long run, boolean approve) {
        await(company.hub.decideRun("shop", new BrakeOrder(run, approve, "eve", "as agreed")));
    }

    private long held(Status status) {
        return company.store.deliveryCounts("shop").getOrDefault(status, 0L);
    }

    @Test
    void nothingIsWrittenBeforeAPersonOpensIt() {
        assertThat(company.deliver("shop")).isZero();
        await(company.hub.grant("shop", Phase.PREVIEW));
        PreviewPlan plan = company.preview("shop");
        assertThat(company.deliver("shop") + company.deliver("mailing")).isZero();

        assertThat(plan.counts()).isEqualTo(new WriteCounts(0, CUSTOMERS, 0, 0));
        assertThat(company.writes("shop") + company.writes("mailing")).isZero();
    }

    @Test
    void isOpenedByACanaryAndWavesAndByNothingElse() {
        PreviewPlan plan = company.preview("shop");
        company.canary("shop", plan, 20);

        assertThat(company.deliver("shop")).isEqualTo(20);
        assertThat(company.shopHolds(RIGHT)).isEqualTo(20);
        RunCheck.Result check =
                company.hub.check("shop").of(company.hub.brake("shop").lastRun());
        assertThat(check.same()).isEqualTo(20);
        assertThat(check.findings()).isEmpty();

        // What nobody saw in the preview waits until all of that is written.
        company.erpReports(IntStream.range(CUSTOMERS, CUSTOMERS + 3), NEW, "");
        assertThat(company.deliver("shop")).isZero();
        refused(ErrorCode.GO_LIVE_REFUSED, "20 are written", () -> company.wave("shop", 5));
        company.wave("shop", 50);
        assertThat(company.deliver("shop")).isEqualTo(80);
        company.wave("shop", 100);
        assertThat(company.deliver("shop")).isEqualTo(103);

        assertThat(company.shopHolds(RIGHT)).isEqualTo(CUSTOMERS);
        assertThat(company.shopHolds(NEW)).isEqualTo(3);
        assertThat(brake().isGoingLive()).isFalse();
        assertThat(brake().heldRun()).isEmpty();
    }

    @Test
    void theNextStepWaitsForTheOneBefore() {
        PreviewPlan plan = company.preview("shop");
        company.canary("shop", plan, 20);

        refused(ErrorCode.GO_LIVE_REFUSED, "0 of 20 records are written", () -> company.wave("shop", 100));
        company.restart();
        company.deliver("shop");
        company.wave("shop", 100);
        assertThat(company.deliver("shop")).isEqualTo(180);
        refused(ErrorCode.GO_LIVE_REFUSED, "is live already", () -> company.wave("shop", 100));
    }

    @Test
    void oneTargetGoesLiveAtATime() {
        company.canary("shop", company.preview("shop"), 5);
        company.deliver("shop");
        company.erpReports(IntStream.range(0, 3), RIGHT, " jr");
        PreviewPlan plan = company.preview("mailing");

        refused(ErrorCode.GO_LIVE_REFUSED, "shop is going live", () -> company.canary("mailing", plan, 5));
        company.wave("shop", 100);
        company.deliver("shop");
        company.canary("mailing", plan, 5);
        assertThat(company.deliver("mailing")).isEqualTo(3);
    }

    @Test
    void aPlanCountsOnlyForWhatItShowed() {
        PreviewPlan plan = company.preview("shop");
        refused(
                ErrorCode.GO_LIVE_REFUSED,
                "The latest preview of shop is " + plan.id(),
                () -> await(company.hub.stepLive("shop", new GoLive.Order(plan.id() - 1, 5, 0, false, "eve"))));

        company.erpReports(IntStream.range(0, 50), WRONG, "");
        company.deliver("shop");
        refused(ErrorCode.GO_LIVE_REFUSED, "changed for 50 of its 200 records", () -> company.canary("shop", plan, 5));

        PreviewPlan next = company.preview("shop");
        company.restart(
                Onboarding.policy("shop", Set.of(Attribute.PHONES, Attribute.EMAILS), TargetPolicy.Brake.STANDARD));
        refused(ErrorCode.GO_LIVE_REFUSED, "the policy changed", () -> company.canary("shop", next, 5));

        company.restart(new TargetPolicy(
                "shop",
                Phase.PREVIEW,
                TargetPolicy.Mode.UPSERT,
                null,
                Set.of(Attribute.PHONES),
                false,
                false,
                20,
                TargetPolicy.Brake.STANDARD));
        PreviewPlan last = company.preview("shop");
        refused(ErrorCode.GO_LIVE_REFUSED, "allows shop only PREVIEW", () -> company.canary("shop", last, 5));
        company.clock.advance(Duration.ofHours(25));
        refused(ErrorCode.GO_LIVE_REFUSED, "is too old", () -> company.canary("shop", last, 5));
        assertThat(company.writes("shop")).isZero();
    }

    @Test
    void aBadChangeIsHeldAndAnotherTargetGoesOn() {
        goLive();
        company.erpReports(IntStream.range(0, 8), WRONG, " II");
        assertThat(company.deliver("shop")).as("within what one run may do").isEqualTo(8);
        company.erpReports(IntStream.range(8, 158), WRONG, "");

        assertThat(company.deliver("shop")).isZero();
        assertThat(company.deliver("mailing")).isEqualTo(8);

        BrakeState.Held held = held();
        assertThat(held.counted()).isTrue();
        assertThat(held.kind()).isEqualTo(WriteKind.UPDATE);
        assertThat(held.limit()).isEqualTo(20);
        assertThat(held.known()).isEqualTo(CUSTOMERS);
        assertThat(held.given()).isEqualTo(new WriteCounts(0, 8, 0, 0));
        assertThat(held.waiting()).isEqualTo(new WriteCounts(0, 150, 0, 0));
        assertThat(held.cause())
                .isEqualTo("One run may have 20 updates (200 customers are known there), and this one would have 158");
        assertThat(held.samples())
                .hasSize(10)
                .allMatch(sample -> sample.fields().equals(List.of("phones")));

        company.restart();
        assertThat(company.deliver("shop")).as("also after a restart").isZero();
        assertThat(held().run()).isEqualTo(held.run());
        assertThat(company.shopHolds(WRONG)).isEqualTo(8);
    }

    @Test
    void aRejectedRunIsNeverWrittenAndWhatItWroteIsTakenBack() {
        goLive();
        company.erpReports(IntStream.range(0, 8), WRONG, "");
        company.deliver("shop");
        company.erpReports(IntStream.range(8, 158), WRONG, "");
        company.deliver("shop");
        long run = held().run();

        refused(ErrorCode.RUN_UNKNOWN, "holds run " + run, () -> decide(run + 1, false));
        decide(run, false);
        assertThat(company.deliver("shop")).isZero();
        assertThat(held(Status.HELD)).isEqualTo(150);

        // The shop goes on with what is right.
        company.erpReports(IntStream.range(190, 195), NEW, "");
        assertThat(company.deliver("shop")).isEqualTo(5);

        // A person at the shop was faster with one of them.
        company.target("shop")
                .edit("c3", Onboarding.customer(3, "Family" + Onboarding.word(3), Onboarding.phone(3, NEWER)));
        company.read("shop");
        List<RevertPage> dry = company.revert("shop", run, true);
        assertThat(dry).hasSize(1);
        assertThat(dry.get(0).records()).isEqualTo(7);
        assertThat(Onboarding.skipped(dry)).isEqualTo(Map.of(Reason.CHANGED_THERE, 1L));
        assertThat(held(Status.PENDING)).as("a dry run plans nothing").isZero();

        List<RevertPage> reverted = company.revert("shop", run, false);
        assertThat(reverted.get(0).records()).isEqualTo(7);
        company.deliver("shop");
        assertThat(IntStream.range(0, 8)
                        .filter(number -> number != 3)
                        .mapToObj(number -> company.target("shop")
                                .data("c" + number)
                                .texts(Attribute.PHONES)
                                .get(0)))
                .containsExactlyElementsOf(IntStream.range(0, 8)
                        .filter(number -> number != 3)
                        .mapToObj(number -> Onboarding.phone(number, RIGHT))
                        .toList());
        company.restart();
        assertThat(company.deliver("shop")).as("it stays so").isZero();
    }

    @Test
    void onceTheSourceIsRightAgainNothingIsLeftToWrite() {
        goLive();
        company.erpReports(IntStream.range(0, 8), WRONG, "");
        company.deliver("shop");
        company.erpReports(IntStream.range(8, 158), WRONG, "");
        company.deliver("shop");
        long run = held().run();
        decide(run, false);
        company.revert("shop", run, false);
        company.deliver("shop");
        int before = company.writes("shop");

        company.erpReports(IntStream.range(0, 158), RIGHT, "");
        company.deliver("shop");

        assertThat(company.writes("shop")).isEqualTo(before);
        assertThat(company.shopHolds(RIGHT)).isEqualTo(CUSTOMERS);
        assertThat(held(Status.HELD)).isZero();
        // And the same values are no taboo for ever.
        company.clock.advance(Duration.ofHours(2));
        company.erpReports(IntStream.range(0, 5), WRONG, "");
        assertThat(company.deliver("shop")).isEqualTo(5);
    }

    @Test
    void exactlyTheRunThatWasShownIsWritten() {
        goLive();
        company.erpReports(IntStream.range(0, 60), NEW, "");
        company.deliver("shop");
        BrakeState.Held first = held();
        assertThat(first.waiting().updates()).isEqualTo(60);
        company.erpReports(IntStream.range(60, 100), NEWER, "");
        company.deliver("shop");
        assertThat(held().waiting().updates()).as("it was counted before").isEqualTo(60);

        decide(first.run(), true);
        assertThat(company.deliver("shop")).isEqualTo(60);

        assertThat(company.shopHolds(NEW)).isEqualTo(60);
        assertThat(company.shopHolds(NEWER)).isZero();
        BrakeState.Held second = held();
        assertThat(second.run()).isGreaterThan(first.run());
        assertThat(second.waiting().updates()).isEqualTo(40);
        refused(ErrorCode.RUN_UNKNOWN, "holds run " + second.run(), () -> decide(first.run(), true));

        // What changed after it was shown is not part of it either.
        company.erpReports(IntStream.range(60, 70), WRONG, "");
        company.deliver("shop");
        decide(second.run(), true);
        company.deliver("shop");
        assertThat(company.shopHolds(NEWER)).isEqualTo(30);
        assertThat(company.shopHolds(WRONG))
                .as("within the limit of the next run")
                .isEqualTo(10);
        assertThat(brake().heldRun()).isEmpty();
    }

    @Test
    void aPersonMayThinkAgain() {
        goLive();
        company.erpReports(IntStream.range(0, 60), NEW, "");
        company.deliver("shop");
        long run = held().run();
        decide(run, false);
        company.deliver("shop");

        decide(run, true);

        assertThat(company.deliver("shop")).isEqualTo(60);
        assertThat(brake().decision()).isNotNull();
        assertThat(held(Status.HELD)).isZero();
    }

    @Test
    void aRestoredDatabaseKnowsNoApproval() {
        goLive();
        company.erpReports(IntStream.range(0, 60), NEW, "");
        company.deliver("shop");
        long run = held().run();
        decide(run, true);
        await(company.hub.take("shop", 1));
        List<Setting> brakes = company.store.settings(Setting.Scope.GATEWAY, 99).stream()
                .flatMap(setting -> BrakeState.restored(setting).stream())
                .toList();

        company.store.commit(CommitBatch.ofSettings(brakes, List.of()));

        assertThat(brakes).hasSize(1);
        assertThat(company.deliver("shop")).isLessThanOrEqualTo(20);
        assertThat(company.shopHolds(NEW)).as("only what one run may do").isLessThanOrEqualTo(20);
    }

    @Test
    void aRevertIsTakenBackLikeAnyRun() {
        goLive();
        company.erpReports(IntStream.range(0, 8), NEW, "");
        company.deliver("shop");
        long run = brake().lastRun();
        company.clock.advance(Duration.ofHours(2));
        company.revert("shop", run, false);
        assertThat(company.deliver("shop")).isEqualTo(8);
        assertThat(company.shopHolds(NEW)).isZero();
        company.clock.advance(Duration.ofHours(2));

        List<RevertPage> again = company.revert("shop", brake().lastRun(), false);

        assertThat(again.get(0).records()).isEqualTo(8);
        assertThat(company.deliver("shop")).isEqualTo(8);
        assertThat(company.shopHolds(NEW)).isEqualTo(8);
    }

    @Test
    void whatWasReplacedGoesWithTheCustomer() {
        goLive();
        company.erpReports(IntStream.range(0, 4), NEW, "");
        company.deliver("shop");
        long run = brake().lastRun();
        assertThat(company.store.beforeImages("shop", run, null, 10)).hasSize(4);
        String erased = company.store
                .record(new RecordKey("shop", "customer", "c1"))
                .orElseThrow()
                .goldenId();

        await(company.hub.erase(String.valueOf(erased), "test"));

        assertThat(company.store.beforeImages("shop", run, null, 10))
                .hasSize(3)
                .noneMatch(image -> image.externalId().equals("c1"));
        assertThat(company.store.runs("shop", 20).stream()
                        .mapToLong(one -> one.writes())
                        .sum())
                .as("also of the runs by which it went live")
                .isEqualTo(CUSTOMERS - 1 + 3);
    }
}
