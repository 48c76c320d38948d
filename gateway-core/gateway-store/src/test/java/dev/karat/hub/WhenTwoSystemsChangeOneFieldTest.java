package dev.karat.hub;

import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenBuilder;
import dev.karat.engine.survivorship.ValueExplanation;
import dev.karat.engine.survivorship.ValueExplanation.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two systems change the same field between polls: the policy decides, the loser is corrected, and is told why. */
class WhenTwoSystemsChangeOneFieldTest {
    private HubFixture hub;

    @BeforeEach
    void bothKnowAda(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.ingest(hub.version("erp", "1", 1, ada("Lovelace")));
        hub.target("shop").edit("7", ada("Lovelace"));
        hub.readBack();
        hub.goLive("shop");
        assertThat(hub.rest()).isZero();
    }

    @AfterEach
    void endsInAStoreThatAnAuditAgreesWith() {
        assertThat(hub.audit().counts()).isEmpty();
        hub.close();
    }

    private static CustomerData ada(String family) {
        return person("Ada", family, "ada@example.test", "+493012345678");
    }

    private void shopEdits(String family) {
        hub.target("shop")
                .edit(
                        "7",
                        CustomerData.builder()
                                .text(Attribute.FAMILY_NAME, family)
                                .build());
    }

    private String inShop() {
        return String.valueOf(hub.target("shop").data("7").text(Attribute.FAMILY_NAME));
    }

    private List<StoredRecord> records() {
        return hub.store.recordsOf(List.of(hub.profile("erp", "1").orElseThrow().id()));
    }

    private ValueExplanation why() {
        return new GoldenBuilder(HubFixture.policy())
                .explain(records()).stream()
                        .filter(one -> one.attribute() == Attribute.FAMILY_NAME)
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void theLoserIsCorrectedAndToldWhy() {
        hub.ingest(hub.version("erp", "1", 2, ada("Byron")));
        shopEdits("King");
        hub.readBack();
        assertThat(why().value())
                .isEqualTo(
                        hub.profile("erp", "1").orElseThrow().profile().data().get(Attribute.FAMILY_NAME));
        assertThat(why().lost()).singleElement().satisfies(lost -> {
            assertThat(lost.reason()).isEqualTo(Reason.TRUST);
            assertThat(lost.because()).isEqualTo("shop is trusted less (60) than erp (80)");
        });
        assertThat(hub.rest()).isEqualTo(1);
        assertThat(inShop()).isEqualTo("Byron");
        assertThat(hub.rest()).isZero();
    }

    /** The order in which Karat hears of the two makes no difference. */
    @Test
    void itEndsTheSameWhicheverIsReadFirst() {
        shopEdits("King");
        hub.readBack();
        hub.rest();
        assertThat(inShop()).isEqualTo("Lovelace");
        hub.ingest(hub.version("erp", "1", 2, ada("Byron")));
        hub.rest();
        assertThat(inShop()).isEqualTo("Byron");
    }

    /** It was edited at the target after Karat had read it: what was entered is taken first, and then decided about. */
    @Test
    void aChangeThatWasNotReadYetIsNotOverwrittenUnseen() {
        hub.ingest(hub.version("erp", "1", 2, ada("Byron")));
        hub.rest();
        shopEdits("King");
        hub.ingest(hub.version("erp", "1", 3, ada("Noel")));
        assertThat(hub.rest()).as("one refused as stale, one taken").isEqualTo(2);
        assertThat(inShop()).isEqualTo("Noel");
        assertThat(hub.rest()).isZero();
    }

    /** Neither system has versions, and each is written while somebody edits the field there. */
    @Test
    void writesThatCrossEmptyNothing() {
        CustomerData nameless = ada("x").only(attribute -> attribute != Attribute.FAMILY_NAME);
        hub.ingest(hub.version("erp", "1", 2, nameless));
        hub.ingest(hub.version("shop", "7", 2, nameless), hub.version("mailing", "9", 1, ada("King")));
        hub.goLive("mailing");
        DeliveryItem toShop = take("shop");
        assertThat(toShop.desired().text(Attribute.FAMILY_NAME)).isEqualTo("King");
        hub.ingest(hub.version("shop", "7", 3, ada("Byron")));
        DeliveryItem toMailing = take("mailing");
        assertThat(toMailing.desired().text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        applied("shop", toShop);
        applied("mailing", toMailing);
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().text(Attribute.FAMILY_NAME))
                .isEqualTo("Byron");
        DeliveryItem again = take("shop");
        assertThat(again.desired().text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        applied("shop", again);
        hub.ingest(hub.version("mailing", "9", 2, ada("Byron")));
        hub.ingest(hub.version("shop", "7", 4, ada("Byron")));
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().text(Attribute.FAMILY_NAME))
                .isEqualTo("Byron");
    }

    @Test
    void whoLosesAgainstTheWriteThatCrossedItIsSilent() {
        hub.ingest(hub.version("erp", "1", 2, ada("Noel")));
        DeliveryItem toShop = take("shop");
        hub.ingest(hub.version("shop", "7", 2, ada("Byron")));
        applied("shop", toShop);
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().text(Attribute.FAMILY_NAME))
                .isEqualTo("Noel");
        assertThat(hub.store
                        .record(new RecordKey("shop", "customer", "7"))
                        .orElseThrow()
                        .asserted()
                        .get(Attribute.FAMILY_NAME))
                .isNull();
    }

    /** The answer was lost, and the record is read with the edit first, then with what the write made of it. */
    @Test
    void aWriteThatIsNeverAnsweredAndCrossesAnEditEmptiesNothing() {
        CustomerData moved = person("Ada", "x", "ada@example.test", "+493012345679")
                .only(attribute -> attribute != Attribute.FAMILY_NAME);
        hub.ingest(hub.version("erp", "1", 2, moved));
        DeliveryItem toShop = take("shop");
        assertThat(toShop.desired().text(Attribute.FAMILY_NAME)).isEqualTo("Lovelace");
        hub.ingest(hub.version("shop", "7", 2, ada("Byron")));
        hub.ingest(hub.version("shop", "7", 3, ada("Lovelace").with(moved)));
        assertThat(family()).isEqualTo("Byron");
        unanswered(toShop);
        stale(take("shop"));
        DeliveryItem again = take("shop");
        assertThat(again.desired().text(Attribute.FAMILY_NAME)).isEqualTo("Byron");
        applied("shop", again);
        hub.ingest(hub.version("shop", "7", 4, ada("Byron").with(moved)));
        assertThat(family()).isEqualTo("Byron");
    }

    @Test
    void whoLosesAgainstAWriteThatIsNeverAnsweredIsSilent() {
        hub.ingest(hub.version("erp", "1", 2, ada("Noel")));
        DeliveryItem toShop = take("shop");
        hub.ingest(hub.version("shop", "7", 2, ada("Byron")));
        hub.ingest(hub.version("shop", "7", 3, ada("Noel")));
        unanswered(toShop);
        assertThat(family()).isEqualTo("Noel");
        assertThat(hub.store
                        .record(new RecordKey("shop", "customer", "7"))
                        .orElseThrow()
                        .asserted()
                        .get(Attribute.FAMILY_NAME))
                .isNull();
    }

    private @Nullable String family() {
        return hub.profile("erp", "1").orElseThrow().profile().data().text(Attribute.FAMILY_NAME);
    }

    private void unanswered(DeliveryItem item) {
        var outcome = new DeliveryOutcome.Unknown(item.id(), ErrorCode.VENDOR_TIMEOUT);
        HubFixture.await(hub.hub.settle("shop", List.of(item), List.of(outcome)));
    }

    /** It is looked up, and read as it was read already. */
    private void stale(DeliveryItem item) {
        var page = new RecordPage("shop", "customers", List.of(), "test");
        HubFixture.await(
                hub.hub.settle("shop", List.of(item), List.of(new DeliveryOutcome.Stale(item.id(), page, null))));
    }

    private DeliveryItem take(String target) {
        hub.clock.advance(Duration.ofHours(1));
        while (HubFixture.await(hub.hub.plan(target))) {
            // In pages.
        }
        List<DeliveryItem> items = HubFixture.await(hub.hub.take(target, 10));
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    /** Over whatever the record holds, as at a vendor without versions. */
    private void applied(String target, DeliveryItem item) {
        var outcome = new DeliveryOutcome.Applied(item.id(), item.key().externalId(), item.desired(), null, false);
        HubFixture.await(hub.hub.settle(target, List.of(item), List.of(outcome)));
    }

    /** Once the winner is silent, the loser's word counts again only if it says it again. */
    @Test
    void aCorrectedValueDoesNotComeBackByItself() {
        hub.ingest(hub.version("erp", "1", 2, ada("Byron")));
        shopEdits("King");
        hub.readBack();
        hub.rest();
        hub.ingest(hub.version("erp", "1", 3, ada("x").only(attribute -> attribute != Attribute.FAMILY_NAME)));
        hub.rest();
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().get(Attribute.FAMILY_NAME))
                .isNull();
        shopEdits("King");
        hub.readBack();
        assertThat(hub.profile("erp", "1").orElseThrow().profile().data().text(Attribute.FAMILY_NAME))
                .isEqualTo("King");
    }
}
