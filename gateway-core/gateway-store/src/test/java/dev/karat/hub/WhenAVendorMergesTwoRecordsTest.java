package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.ingest.IngestItem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A shop holds a customer twice, and Karat gave one of the two records a telephone number. What appears in the other then
 * is somebody's word, unless the shop took it along from a record that it merged away.
 */
class WhenAVendorMergesTwoRecordsTest {
    private static final String NUMBER = "+493012345678";
    /** Versions of the shop are seconds, so that what is in two of them is no one change. */
    private static final int BEFORE = 1_000;

    private static final int THEN = 5_000;
    private static final int LATER = 9_000;

    private HubFixture hub;
    private String given;
    private String other;

    @BeforeEach
    void karatWroteTheNumberIntoOneOfThem(@TempDir Path folder) {
        hub = new HubFixture(folder.resolve("karat.db"));
        hub.ingest(hub.version("erp", "1", 1, ada().with(number())));
        shopHolds("7", BEFORE, ada());
        shopHolds("8", BEFORE, ada());
        hub.readBack();
        hub.goLive("shop");
        assertThat(hub.rest()).isEqualTo(1);
        given = hub.target("shop").data("7").texts(Attribute.PHONES).isEmpty() ? "8" : "7";
        other = given.equals("7") ? "8" : "7";
        assertThat(hub.target("shop").data(other).texts(Attribute.PHONES)).isEmpty();
    }

    @AfterEach
    void endsInAStoreThatAnAuditAgreesWith() {
        assertThat(hub.audit().counts()).isEmpty();
        hub.close();
    }

    private static CustomerData ada() {
        return CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Ada")
                .text(Attribute.FAMILY_NAME, "Lovelace")
                .texts(Attribute.EMAILS, "ada@example.test")
                .build();
    }

    private static CustomerData number() {
        return CustomerData.builder().texts(Attribute.PHONES, NUMBER).build();
    }

    private void shopHolds(String id, int second, CustomerData data) {
        hub.target("shop").rows.put(id, new FakeTarget.Row(second, data));
    }

    private void shopTellsThatItIsGone(String id, int second) {
        IngestItem.Version gone = hub.deletion("shop", id);
        hub.ingest(new IngestItem.Version(
                gone.key(),
                true,
                false,
                gone.data(),
                (long) second,
                second * 1_000_000L,
                gone.observedAt(),
                gone.hash(),
                gone.raw()));
    }

    /** The one system that said the number says it no more. */
    private List<String> numbersOnceTheErpDropsIt() {
        hub.ingest(hub.version("erp", "1", 2, ada()));
        hub.rest();
        assertThat(hub.rest()).isZero();
        return hub.profile("erp", "1").orElseThrow().profile().data().texts(Attribute.PHONES);
    }

    @Test
    void whatSomebodyEntersIsTheRecordsOwnWhileBothStay() {
        shopHolds(other, THEN, ada().with(number()));
        hub.readBack();
        assertThat(numbersOnceTheErpDropsIt()).containsExactly(NUMBER);
    }

    @ParameterizedTest(name = "its going is told first: {0}")
    @ValueSource(booleans = {true, false})
    void whatWasTakenAlongEndsWithItsSource(boolean goingIsToldFirst) {
        hub.target("shop").rows.remove(given);
        shopHolds(other, THEN, ada().with(number()));
        if (goingIsToldFirst) {
            shopTellsThatItIsGone(given, THEN);
            hub.readBack();
        } else {
            hub.readBack();
            shopTellsThatItIsGone(given, THEN);
        }
        assertThat(numbersOnceTheErpDropsIt()).isEmpty();
    }

    @Test
    void whatWasEnteredBeforeTheyWereMergedStaysTheRecordsOwn() {
        shopHolds(other, THEN, ada().with(number()));
        hub.readBack();
        hub.target("shop").rows.remove(given);
        shopTellsThatItIsGone(given, LATER);
        assertThat(numbersOnceTheErpDropsIt()).containsExactly(NUMBER);
    }

    @Test
    void whatIsEnteredOnceTheRecordThatStaysWasReadIsItsOwn() {
        hub.target("shop").rows.remove(given);
        shopTellsThatItIsGone(given, THEN);
        shopHolds(other, LATER, ada());
        hub.readBack();
        shopHolds(other, LATER + BEFORE, ada().with(number()));
        hub.readBack();
        assertThat(hub.store
                        .record(new RecordKey("shop", "customer", other))
                        .orElseThrow()
                        .asserted()
                        .texts(Attribute.PHONES))
                .containsExactly(NUMBER);
        assertThat(numbersOnceTheErpDropsIt()).containsExactly(NUMBER);
    }
}
