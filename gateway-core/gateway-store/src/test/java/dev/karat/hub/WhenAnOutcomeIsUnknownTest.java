package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A creation whose answer was lost: its record is known for Karat's, whatever the vendor made of it. */
class WhenAnOutcomeIsUnknownTest {
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");

    private HubFixture hub;

    @BeforeEach
    void loseAnAnswer(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.ingest(hub.version("erp", "2", 1, GRACE));
        hub.goLive("shop");
        await(hub.hub.plan("shop"));
        answer(take(), new DeliveryOutcome.Unknown("", ErrorCode.VENDOR_TIMEOUT));
    }

    @AfterEach
    void endsInAStoreThatAnAuditAgreesWith() {
        assertThat(hub.audit().counts()).isEmpty();
        hub.close();
    }

    private DeliveryItem take() {
        hub.clock.advance(Duration.ofHours(1));
        List<DeliveryItem> items = await(hub.hub.take("shop", 10));
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private void answer(DeliveryItem item, DeliveryOutcome outcome) {
        DeliveryOutcome named = outcome instanceof DeliveryOutcome.Unknown unknown
                ? new DeliveryOutcome.Unknown(item.id(), unknown.code())
                : new DeliveryOutcome.Retryable(item.id(), ErrorCode.VENDOR_UNAVAILABLE, null);
        await(hub.hub.settle("shop", List.of(item), List.of(named)));
    }

    private DeliveryState state() {
        String golden = hub.profile("erp", "2").orElseThrow().id();
        return hub.store.deliveries("shop", List.of(golden)).get(0);
    }

    /** A later try that surely failed says nothing about the first one. */
    @Test
    void itStaysUnknownWhenTheNextTryFails() {
        DeliveryItem again = take();
        assertThat(again.lookUpFirst()).isTrue();
        answer(again, new DeliveryOutcome.Retryable(again.id(), ErrorCode.VENDOR_UNAVAILABLE, null));
        assertThat(state().status()).isEqualTo(Status.INTENT);
        assertThat(take().lookUpFirst()).isTrue();
    }

    /** Nothing else would find what the first try may have created. */
    @Test
    void itIsTriedAgainAsItWas() {
        hub.ingest(hub.version("erp", "2", 2, person("Grace", "Hopper", "hopper@example.test", "+442071234567")));
        await(hub.hub.plan("shop"));
        DeliveryItem again = take();
        assertThat(again.desired().texts(Attribute.EMAILS)).containsExactly("grace@example.test");
        await(hub.hub.settle(
                "shop",
                List.of(again),
                List.of(new DeliveryOutcome.Applied(again.id(), "9", again.desired(), "1", false))));
        DeliveryItem then = take();
        assertThat(then.key().externalId()).isEqualTo("9");
        assertThat(then.desired().texts(Attribute.EMAILS)).containsExactly("hopper@example.test");
    }

    @Test
    void whatNothingCanFindOutWaitsForAPerson() {
        var unknown = new DeliveryOutcome.Unknown("", ErrorCode.OUTCOME_UNKNOWN);
        answer(take(), unknown);
        answer(take(), unknown);
        assertThat(hub.store.deadLetters("shop", 10))
                .extracting(DeadLetter::code)
                .containsExactly(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(await(hub.hub.retry("shop", state().goldenId()))).isTrue();
        assertThat(take().lookUpFirst()).isFalse();
    }

    @Test
    void aRecordThatTurnsUpInAnotherFormIsNoNewEvidence() {
        CustomerData bent = person("GRACE", "HOPP", "grace@example.test", "+442071234567")
                .only(attribute -> attribute != Attribute.PHONES);
        hub.ingest(hub.version("shop", "9", 1, bent));
        assertThat(state().externalId()).isEqualTo("9");
        assertThat(hub.store
                        .record(new RecordKey("shop", "customer", "9"))
                        .orElseThrow()
                        .asserted()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void anotherCustomersRecordIsNotTakenForIt() {
        hub.ingest(hub.version("shop", "9", 1, person("Ada", "Lovelace", "grace@example.test", "+493012345678")));
        assertThat(state().externalId()).isEmpty();
        assertThat(hub.store
                        .record(new RecordKey("shop", "customer", "9"))
                        .orElseThrow()
                        .asserted()
                        .text(Attribute.GIVEN_NAME))
                .isEqualTo("Ada");
    }
}
