package dev.karat.hub;

import static dev.karat.hub.HubFixture.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.StoredRecord;
import dev.karat.engine.survivorship.GoldenBuilder;
import dev.karat.engine.survivorship.ValueExplanation;
import dev.karat.engine.survivorship.ValueExplanation.Reason;
import java.nio.file.Path;
import java.util.List;
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
