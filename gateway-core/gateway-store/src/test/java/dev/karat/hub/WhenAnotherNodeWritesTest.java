package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.change.Subscription;
import dev.karat.engine.change.Subscription.Amendment;
import dev.karat.engine.change.Subscription.Held;
import dev.karat.engine.delivery.BrakeOrder;
import dev.karat.engine.delivery.GoLive;
import dev.karat.engine.delivery.Resync;
import dev.karat.engine.delivery.RevertPage;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StoredGolden;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that a node does works the same if it has to ask the node that writes. */
class WhenAnotherNodeWritesTest {
    private static final CustomerData ADA = HubFixture.person("Ada", "Lovelace", "ada@example.test", "+493012345678");
    private static final CustomerData GRACE =
            HubFixture.person("Grace", "Hopper", "grace@example.test", "+493087654321");

    private HubFixture hub;

    @BeforeEach
    void start(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"), true);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void takesPagesAndDeliversUntilRest() {
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("erp", "2", 1, GRACE));
        hub.target("shop").edit("7", HubFixture.person("Ada", "Lovelace", "ADA@example.test", "+493099999999"));
        hub.readBack();
        hub.goLive("shop");

        assertThat(hub.rest()).isEqualTo(2);
        assertThat(hub.target("shop").rows).hasSize(2);
        hub.ingest(hub.version("erp", "1", 2, HubFixture.person("Ada", "Byron", "ada@example.test", "+493012345678")));
        assertThat(hub.rest()).isEqualTo(1);
        assertThat(hub.target("shop").data("7").text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        assertThat(hub.hub.commits()).as("it wrote nothing itself").isZero();
    }

    @Test
    void decidesAboutRunsAndTakesThemBack() {
        hub.ingest(hub.version("erp", "1", 1, ADA));
        hub.target("shop").edit("7", HubFixture.person("Ada", "Lovelace", "ada@example.test", "+493099999999"));
        hub.readBack();
        hub.goLive("shop");
        assertThat(hub.rest()).isPositive();
        long run = hub.hub.brake("shop").lastRun();

        RevertPage dry = HubFixture.await(hub.hub.revert("shop", run, null, true));
        assertThat(dry.records()).isEqualTo(1);
        assertThat(hub.rest()).isZero();
        assertThat(HubFixture.await(hub.hub.revert("shop", run, null, false))).isEqualTo(dry);
        assertThat(hub.rest()).isPositive();
        assertThat(hub.target("shop").data("7").texts(Attribute.PHONES)).containsExactly("+493099999999");
        assertThatThrownBy(() ->
                        HubFixture.await(hub.hub.decideRun("shop", new BrakeOrder(run, true, "eve", "no such run"))))
                .cause()
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RUN_UNKNOWN));
        assertThatThrownBy(() -> HubFixture.await(hub.hub.stepLive("shop", new GoLive.Order(1L, 5, 0, false, "eve"))))
                .cause()
                .hasMessage("There is no preview of shop");
    }

    @Test
    void takesWhatIsNoRecord() {
        var letter = new IngestItem.Unreadable(
                "erp", "customer", "9", ErrorCode.RECORD_MALFORMED, "no name", "file:1", new byte[] {1, 2});
        var event = new IngestItem.Event(new Interaction("desk", "t1", "77", "ticket", 10, "Broken", "open"));

        assertThat(hub.ingest(letter, event)).containsExactly(IngestOutcome.DEAD_LETTERED, IngestOutcome.COMMITTED);

        DeadLetter kept = hub.store.deadLetters(null, 10).get(0);
        assertThat(kept.payload()).containsExactly(1, 2);
        assertThat(hub.store.interactions("desk", List.of("77"), 10)).hasSize(1);
        HubFixture.await(hub.hub.dropDeadLetter(kept.id()));
        assertThat(hub.store.deadLetters(null, 10)).isEmpty();
    }

    @Test
    void carriesOutVerdictsAndErasures() {
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("shop", "7", 1, ADA));
        StoredGolden one = hub.profile("erp", "1").orElseThrow();
        assertThat(hub.profile("shop", "7")).map(StoredGolden::id).contains(one.id());

        HubFixture.await(hub.hub.decide(new StewardDecision(
                new RecordKey("erp", "customer", "1"),
                new RecordKey("shop", "customer", "7"),
                StewardDecision.Verdict.NEVER,
                "steward",
                1)));
        assertThat(hub.profile("shop", "7").orElseThrow().id())
                .isNotEqualTo(hub.profile("erp", "1").orElseThrow().id());

        int erased = HubFixture.await(
                hub.hub.erase(hub.profile("erp", "1").orElseThrow().id(), "asked for"));
        assertThat(erased).isOne();
        assertThat(hub.profile("erp", "1")).isEmpty();
        assertThat(hub.ingest(hub.version("erp", "1", 3, ADA))).containsExactly(IngestOutcome.ERASED);
    }

    @Test
    void movesSubscribersOnUnlessSomebodyElseDidMeanwhile() {
        var begun = Subscription.beginning(4);
        assertThat(HubFixture.await(hub.hub.amend("crm", Amendment.stop("too early"))))
                .isFalse();
        var held = begun.next(7, List.of(new Held("g1", 12, 2, 99)), null);
        var letter = DeadLetter.ofEvent("crm", "10-abc", "g2", "The subscriber answered 500", 5);
        assertThat(HubFixture.await(hub.hub.tell("crm", held, List.of(letter), Lease.ALONE)))
                .isTrue();
        assertThat(hub.hub.subscription("crm")).contains(held);
        assertThat(hub.store.deadLetters("crm", 9)).singleElement().satisfies(kept -> {
            assertThat(kept.untold()).isEqualTo("g2");
            assertThat(kept.recordId()).isEqualTo("10-abc");
        });

        assertThat(HubFixture.await(hub.hub.amend("crm", Amendment.again("g1", 6))))
                .isTrue();
        assertThat(HubFixture.await(hub.hub.amend("crm", Amendment.stop("eve: a move"))))
                .isTrue();
        assertThat(HubFixture.await(hub.hub.tell("crm", held.next(9, List.of(), null), List.of(), Lease.ALONE)))
                .as("it would forget what was amended")
                .isFalse();
        Subscription amended = hub.hub.subscription("crm").orElseThrow();
        assertThat(amended.stopped()).isEqualTo("eve: a move");
        assertThat(amended.held()).containsExactly(new Held("g1", 6, 0, 0));
        HubFixture.await(hub.hub.amend("crm", Amendment.resume()));
        assertThat(hub.hub.subscription("crm").orElseThrow().stopped()).isNull();
    }

    @Test
    void comparesEveryProfileWithATarget() {
        hub.ingest(hub.version("erp", "1", 1, ADA), hub.version("erp", "2", 1, GRACE));
        HubFixture.await(hub.hub.plan("shop"));
        var start = new Resync.Order(Resync.Action.START, "eve", ".familyName == \"Hopper\"", List.of("birthDate"));

        assertThat(HubFixture.await(hub.hub.steer("shop", start))).isTrue();
        assertThat(HubFixture.await(hub.hub.steer("shop", start))).isFalse();
        assertThat(HubFixture.await(hub.hub.compare("shop"))).isFalse();

        assertThat(hub.hub.resync("shop").map(Resync::run)).hasValueSatisfying(run -> {
            assertThat(run.state()).isEqualTo(Resync.State.DONE);
            assertThat(run.compared()).isEqualTo(2);
            assertThat(run.fields()).containsExactly("birthDate");
        });
    }

    @Test
    void tellsErrorsAsTheWriterDoes() {
        assertThatThrownBy(() -> HubFixture.await(hub.hub.erase("no-such-id", "asked for")))
                .cause()
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> HubFixture.await(hub.hub.plan("no-such-target")))
                .cause()
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.TARGET_UNKNOWN));
        assertThatThrownBy(() -> HubFixture.await(hub.hub.how("any")))
                .cause()
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.NOT_THE_WRITER));
    }
}
