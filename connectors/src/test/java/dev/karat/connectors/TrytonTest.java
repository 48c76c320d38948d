package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.connectors.VendorUnderTest.Run;
import dev.karat.testkit.twin.TrytonTwin;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only Tryton does; the same as the real server was seen to do. */
class TrytonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CustomerData ANA = ana("Silva", "ana@example.org");

    private final VendorUnderTest tryton = VendorsOnDisk.open(Vendor.TRYTON);
    private final TrytonTwin twin = (TrytonTwin) tryton.twin;

    @AfterEach
    void stop() {
        tryton.close();
    }

    private JsonNode asStaff(String method, Object... params) {
        tryton.clock.advance(Duration.ofMinutes(10));
        return twin.rpc("model." + method, JSON.valueToTree(params));
    }

    private void change(String id, Map<String, ?> values) {
        asStaff("party.party.write", List.of(Long.valueOf(id)), values, Map.of());
    }

    private WriteOutcome write(WriteItem item) {
        tryton.clock.advance(Duration.ofSeconds(1));
        return tryton.connector().write("customer", item);
    }

    private Applied applied(WriteItem item) {
        WriteOutcome outcome = write(item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    private JsonNode written(WriteItem item) {
        return Objects.requireNonNull(applied(item).readBack());
    }

    private void assertRejected(WriteItem item, ErrorCode code) {
        assertThat(write(item))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(code));
    }

    private static CustomerData with(Attribute attribute, String... texts) {
        return CustomerData.builder().texts(attribute, texts).build();
    }

    private static CustomerData livingIn(String city, String region, String country) {
        var block = new HashMap<>(Map.of("streetAddress", "Hauptstr. 1", "postalCode", "10115"));
        block.putAll(Map.of("locality", city, "region", region, "country", country));
        return CustomerData.builder().put(Attribute.ADDRESS, Value.block(block)).build();
    }

    private static WriteItem stale(Applied seen, CustomerData data) {
        return new WriteItem("item", Operation.UPSERT, seen.externalId(), data, data.attributes(), false, seen.token());
    }

    @Test
    void signsInOnceAndAgainWhenItsSessionHasEnded() {
        tryton.enter(3);
        tryton.readToEnd(null);
        tryton.connector().check();
        assertThat(twin.logins()).isEqualTo(1);
        tryton.clock.advance(Duration.ofMinutes(6));
        tryton.readToEnd(null);
        assertThat(twin.logins()).isEqualTo(2);
        twin.endSessions();
        assertThat(applied(upsert(null, ANA)).created()).isTrue();
        assertThat(twin.logins()).isEqualTo(3);
    }

    @Test
    void stopsAtAWrongPasswordAndShowsItNowhere() {
        tryton.restart(Map.of(
                "url", twin.baseUri().toString(), "database", "crm", "user", "gateway", "password", "wrong-secret"));
        GatewayException failure = catchThrowableOfType(
                GatewayException.class, () -> tryton.connector().check());
        assertThat(failure.code()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        assertThat(failure.getMessage()).doesNotContain("wrong-secret");
        for (int i = 0; i < 4; i++) {
            assertThat(catchThrowableOfType(
                                    GatewayException.class,
                                    () -> tryton.connector().check())
                            .code())
                    .isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        }
        assertThat(catchThrowableOfType(
                                GatewayException.class, () -> tryton.connector().check())
                        .code())
                .isEqualTo(ErrorCode.VENDOR_RATE_LIMITED);
    }

    @Test
    void seesAnAddressAndAContactMechanismThatChangeByThemselves() {
        tryton.enter(1);
        tryton.clock.advance(Duration.ofMinutes(10));
        String id =
                applied(upsert(null, ANA.with(livingIn("Berlin", "", "DE")))).externalId();
        Run before = tryton.readToEnd(null);
        JsonNode row = before.rows().get(1);
        asStaff("party.address.write", List.of(row.at("/addresses./0/id").asLong()), Map.of("city", "Bonn"), Map.of());
        Run moved = tryton.readToEnd(before.cursor());
        assertThat(moved.rows()).singleElement().satisfies(party -> {
            assertThat(tryton.id(party)).isEqualTo(id);
            assertThat(tryton.canonical(party).component(Attribute.ADDRESS, "locality"))
                    .isEqualTo("Bonn");
        });
        asStaff(
                "party.contact_mechanism.create",
                List.of(Map.of("party", Long.valueOf(id), "type", "mobile", "value", "0151 12345678")),
                Map.of());
        Run called = tryton.readToEnd(moved.cursor());
        assertThat(tryton.ids(called.rows())).containsExactly(id);
        assertThat(tryton.readToEnd(called.cursor()).cursor()).isEqualTo(called.cursor());
    }

    /** Two reads of a party whose own time is the same: an address that was deleted lowers no version. */
    @Test
    void takesThePartysOwnTimeForItsVersion() {
        String id =
                applied(upsert(null, ANA.with(livingIn("Berlin", "", "DE")))).externalId();
        JsonNode row = tryton.readToEnd(null).rows().get(0);
        long before = tryton.connector().facts("customers").of(row).token();
        asStaff("party.address.write", List.of(row.at("/addresses./0/id").asLong()), Map.of("city", "Bonn"), Map.of());
        JsonNode moved = tryton.connector().record("customers", id).orElseThrow();
        assertThat(tryton.connector().facts("customers").of(moved).token()).isEqualTo(before);
        assertThat(tryton.connector().facts("customers").of(moved).modifiedAt())
                .isEqualTo(tryton.clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void tellsWhoWasSwitchedOff() {
        tryton.enter(2);
        Run before = tryton.readToEnd(null);
        String id = tryton.id(before.rows().get(1));
        change(id, Map.of("active", false));
        assertThat(tryton.readToEnd(before.cursor()).rows())
                .filteredOn(row -> tryton.connector().facts("customers").of(row).deleted())
                .extracting(tryton::id)
                .containsExactly(id);
    }

    @Test
    void writesToThePartyIntoWhichAnotherOneWent() {
        String loser = applied(upsert(null, ANA)).externalId();
        String survivor = applied(upsert(null, ana("Lima", "lima@example.org"))).externalId();
        change(loser, Map.of("active", false, "replaced_by", Long.valueOf(survivor)));
        Found found = tryton.connector().lookup("customer", upsert(loser, ANA)).orElseThrow();
        assertThat(found.externalId()).isEqualTo(survivor);
        Applied married = applied(upsert(loser, ana("Souza", "lima@example.org")));
        assertThat(married.externalId()).isEqualTo(survivor);
        assertThat(Objects.requireNonNull(married.readBack()).path("name").asText())
                .isEqualTo("Ana Souza");
    }

    @Test
    void doesNotWriteToAnotherCustomersPartyIntoWhichOneWent() {
        String loser = applied(upsert(null, ANA)).externalId();
        String survivor = applied(upsert(null, ana("Lima", "lima@example.org"))).externalId();
        change(loser, Map.of("active", false, "replaced_by", Long.valueOf(survivor)));
        var others = new WriteItem(
                "item",
                Operation.UPSERT,
                loser,
                ANA,
                ANA.attributes(),
                false,
                null,
                present -> true,
                id -> !id.equals(survivor),
                null);
        assertRejected(others, ErrorCode.VENDOR_CONFLICT);
    }

    @Test
    void refusesAWriteToWhatChangedMeanwhile() {
        Applied created = applied(upsert(null, ANA));
        change(created.externalId(), Map.of("name", "Ana Souza"));
        assertThat(write(stale(created, ana("Lima", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_STALE));
        Applied fresh = applied(upsert(created.externalId(), ana("Lima", "ana@example.org")));
        assertThat(fresh.token()).isNotEqualTo(created.token());
        assertThat(applied(stale(fresh, ana("Costa", "ana@example.org"))).token())
                .isNotEqualTo(fresh.token());
    }

    @Test
    void changesTheRowThatIsThereMakesOneThatIsNotAndRemovesWhatIsEmptied() {
        JsonNode created = written(upsert(null, ANA.with(livingIn("München", "Bayern", "DE"))));
        String id = created.path("id").asText();
        assertThat(created.at("/addresses./0/country./code").asText()).isEqualTo("DE");
        assertThat(created.at("/addresses./0/subdivision./name").asText()).isEqualTo("Bayern");
        long address = created.at("/addresses./0/id").asLong();

        JsonNode moved = written(upsert(
                id,
                ana("Lima", "lima@example.org")
                        .with(livingIn("Paris", "Île", "FR"))
                        .with(with(Attribute.PHONES, "+4915112345678"))));
        assertThat(moved.path("addresses.")).hasSize(1);
        assertThat(moved.at("/addresses./0/id").asLong()).isEqualTo(address);
        assertThat(moved.at("/addresses./0/country./code").asText()).isEqualTo("FR");
        assertThat(moved.at("/addresses./0/subdivision.").isNull()).isTrue();
        assertThat(moved.path("contact_mechanisms."))
                .extracting(row ->
                        row.path("type").asText() + " " + row.path("value").asText())
                .containsExactly("email lima@example.org", "phone +4915112345678");

        JsonNode without = written(
                upsert(id, CustomerData.builder().clear(Attribute.PHONES).build()));
        assertThat(without.path("contact_mechanisms.")).hasSize(1);
    }

    @Test
    void leavesAloneWhatSaysTheSameAndWhatSomebodyEnteredBeside() {
        String id = applied(upsert(null, ANA)).externalId();
        asStaff(
                "party.contact_mechanism.create",
                List.of(Map.of("party", Long.valueOf(id), "type", "email", "value", "work@example.org")),
                Map.of());
        long changes = twin.log().changes();
        JsonNode same = written(upsert(id, with(Attribute.EMAILS, "work@example.org")));
        assertThat(twin.log().changes()).isEqualTo(changes);
        assertThat(tryton.canonical(same).texts(Attribute.EMAILS))
                .containsExactly("ana@example.org", "work@example.org");
    }

    @Test
    void findsAPartyByItsNumberOnlyIfNothingElseIsKnown() {
        String id = applied(upsert(null, ANA)).externalId();
        asStaff(
                "party.contact_mechanism.create",
                List.of(Map.of("party", Long.valueOf(id), "type", "mobile", "value", "+49 151 12345678")),
                Map.of());
        Applied found = applied(upsert(null, with(Attribute.PHONES, "+4915112345678")));
        assertThat(found.created()).isFalse();
        assertThat(found.externalId()).isEqualTo(id);
        CustomerData child = ana("Lima", "child@example.org").with(with(Attribute.PHONES, "+4915112345678"));
        assertThat(applied(upsert(null, child)).created()).isTrue();
    }

    @Test
    void tellsWhatAnAnswerWithStatus200Means() {
        assertRejected(upsert("4711", ANA), ErrorCode.VENDOR_NOT_FOUND);
        assertRejected(item(Operation.UPSERT, "no number", ANA), ErrorCode.VENDOR_REFUSED);
        String id = applied(upsert(null, ANA)).externalId();
        applied(item(Operation.DEACTIVATE, id, ANA));
        assertRejected(upsert(null, ANA), ErrorCode.VENDOR_CONFLICT);
        assertThat(applied(item(Operation.DEACTIVATE, "4711", ANA)).readBack()).isNull();
    }
}
