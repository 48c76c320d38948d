package dev.karat.hub;

import static dev.karat.hub.HubFixture.await;
import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor tells of the new record while Karat is still writing the rest of it. */
class WhenARecordIsReadBeforeItsCreationIsAnsweredTest {
    private static final CustomerData GRACE = person("Grace", "Hopper", "grace@example.test", "+442071234567");

    private HubFixture hub;
    private DeliveryItem creation;

    @BeforeEach
    void readHalfOfIt(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.ingest(hub.version("erp", "2", 1, GRACE));
        hub.goLive("shop");
        await(hub.hub.plan("shop"));
        creation = take();
        hub.ingest(hub.version("shop", "9", 1, GRACE.only(attribute -> attribute != Attribute.PHONES)));
        assertThat(state().externalId()).isEqualTo("9");
    }

    @AfterEach
    void endsInAStoreThatAnAuditAgreesWith() {
        assertThat(hub.audit().counts()).isEmpty();
        hub.close();
    }

    private DeliveryItem take() {
        List<DeliveryItem> items = await(hub.hub.take("shop", 10));
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private void answer(DeliveryOutcome outcome) {
        await(hub.hub.settle("shop", List.of(creation), List.of(outcome)));
    }

    private DeliveryState state() {
        String golden = hub.profile("erp", "2").orElseThrow().id();
        return hub.store.deliveries("shop", List.of(golden)).get(0);
    }

    @Test
    void theAnswerTellsWhatTheRecordHolds() {
        answer(new DeliveryOutcome.Applied(creation.id(), "9", GRACE, "token-1", true));
        assertThat(state().status()).isEqualTo(Status.SETTLED);
        assertThat(state().readBack()).isEqualTo(GRACE);
        assertThat(state().token()).isEqualTo("token-1");
    }

    @Test
    void whatFailedOfItIsWrittenOnceMore() {
        answer(new DeliveryOutcome.Unknown(creation.id(), ErrorCode.VENDOR_UNAVAILABLE));
        hub.clock.advance(Duration.ofMinutes(1));
        DeliveryItem again = take();
        assertThat(again.isCreation()).isFalse();
        assertThat(again.key().externalId()).isEqualTo("9");
        assertThat(again.desired().text(Attribute.PHONES)).isEqualTo("+442071234567");
    }
}
