package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.connectors.RealVendor.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The connector against the server that {@code e2e/tryton/tryton.sh} starts; skipped where there is none. */
@EnabledIfEnvironmentVariable(named = "TRYTON_HOME", matches = ".+")
class WhenARealTrytonAnswersTest {
    private final RealTryton tryton = new RealTryton(
            Path.of(System.getenv("TRYTON_HOME")), System.getenv().getOrDefault("TRYTON_PORT", "18240"));

    /** An address that no test run before has used. */
    private static String address() {
        return UUID.randomUUID() + "@example.test";
    }

    private WriteOutcome write(WriteItem item) {
        return tryton.connector.write("customer", item);
    }

    private Applied applied(WriteItem item) {
        WriteOutcome outcome = write(item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    private static JsonNode shown(Applied written) {
        return Objects.requireNonNull(written.readBack());
    }

    private void assertRejected(WriteItem item, ErrorCode code) {
        assertThat(write(item))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(code));
    }

    private RecordFacts facts() {
        return tryton.connector.facts("customers");
    }

    private List<Long> enter(int count) {
        var parties = new ArrayList<Map<String, ?>>();
        for (int i = 0; i < count; i++) {
            parties.add(Map.of(
                    "name",
                    "Ada Lovelace",
                    "addresses",
                    List.of(List.of("create", List.of(Map.of("city", "Berlin")))),
                    "contact_mechanisms",
                    List.of(List.of("create", List.of(Map.of("type", "email", "value", address()))))));
        }
        var ids = new ArrayList<Long>();
        tryton.asStaff("party.party.create", parties).forEach(id -> ids.add(id.asLong()));
        return ids;
    }

    private static CustomerData livingIn(String city, String region, String country) {
        return CustomerData.builder()
                .put(
                        Attribute.ADDRESS,
                        Value.block(Map.of(
                                "streetAddress", "Hauptstr. 1\nHof",
                                "postalCode", "10115",
                                "locality", city,
                                "region", region,
                                "country", country)))
                .build();
    }

    private static WriteItem basedOn(Applied seen, CustomerData data) {
        return new WriteItem("item", Operation.UPSERT, seen.externalId(), data, data.attributes(), false, seen.token());
    }

    @Test
    void acceptsThePasswordAndNoOther() {
        assertThat(tryton.connector.check().clockSkew()).isNotNull();
        GatewayException refused = catchThrowableOfType(
                GatewayException.class,
                () -> tryton.connector("wrong-password-1").check());
        assertThat(refused.code()).isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);
        assertThat(refused.getMessage()).doesNotContain("wrong-password-1");
        // A right one in between forgives the wrong one, however often the tests run.
        tryton.connector(tryton.password("gateway")).check();
    }

    @Test
    void readsEveryPartyInPages() {
        List<Long> entered = enter(450);
        Run run = tryton.read(null);
        assertThat(run.pages()).isGreaterThanOrEqualTo(3);
        assertThat(run.ids()).containsAll(entered.stream().map(String::valueOf).toList());
        JsonNode one = run.row(entered.get(7).toString());
        assertThat(one.at("/addresses./0/city").asText()).isEqualTo("Berlin");
        assertThat(one.at("/contact_mechanisms./0/value").asText()).endsWith("@example.test");
        assertThat(one.path("create_date").asText()).matches("20\\d\\d-.*T.*Z");
        assertThat(facts().of(one).token()).isPositive();
    }

    @Test
    void seesWhatChangedBesideAPartyAndWhoWasSwitchedOff() {
        List<Long> ids = enter(4);
        Run before = tryton.read(null);
        JsonNode first = before.row(ids.get(0).toString());
        tryton.asStaff(
                "party.address.write", List.of(first.at("/addresses./0/id").asLong()), Map.of("city", "Bonn"));
        tryton.asStaff(
                "party.contact_mechanism.create",
                List.of(Map.of("party", ids.get(1), "type", "mobile", "value", "+49 151 12345678")));
        tryton.asStaff("party.party.write", List.of(ids.get(2)), Map.of("active", false));
        Run after = tryton.read(before.cursor());
        JsonNode moved = after.row(ids.get(0).toString());
        assertThat(moved.at("/addresses./0/city").asText()).isEqualTo("Bonn");
        assertThat(facts().of(moved).token()).isEqualTo(facts().of(first).token());
        assertThat(Objects.requireNonNull(facts().of(moved).modifiedAt()))
                .isAfter(facts().of(first).modifiedAt());
        assertThat(after.row(ids.get(1).toString()).path("contact_mechanisms.")).hasSize(2);
        assertThat(facts().of(after.row(ids.get(2).toString())).deleted()).isTrue();
    }

    @Test
    void createsOnceThenFindsAndChanges() {
        String email = address();
        CustomerData full = ana("Silva", email)
                .with(livingIn("München", "Bayern", "DE"))
                .with(CustomerData.builder()
                        .texts(Attribute.PHONES, "+4915112345678")
                        .build());
        Applied created = applied(upsert(null, full));
        assertThat(created.created()).isTrue();
        assertThat(created.token()).isNotNull();
        JsonNode shown = shown(created);
        assertThat(shown.at("/addresses./0/country./code").asText()).isEqualTo("DE");
        assertThat(shown.at("/addresses./0/subdivision./name").asText()).isEqualTo("Bayern");
        assertThat(shown.at("/addresses./0/street").asText()).isEqualTo("Hauptstr. 1\nHof");

        CustomerData moved = ana("Lima", email.toUpperCase(Locale.ROOT)).with(livingIn("Paris", "Île-de-France", "FR"));
        Applied found = applied(upsert(null, moved));
        assertThat(found.created()).isFalse();
        assertThat(found.externalId()).isEqualTo(created.externalId());
        JsonNode after = shown(found);
        assertThat(after.path("name").asText()).isEqualTo("Ana Lima");
        assertThat(after.path("addresses.")).hasSize(1);
        assertThat(after.at("/addresses./0/id")).isEqualTo(shown.at("/addresses./0/id"));
        assertThat(after.at("/addresses./0/country./code").asText()).isEqualTo("FR");
        assertThat(after.at("/addresses./0/subdivision.").isNull()).isTrue();
        assertThat(after.path("contact_mechanisms.")).hasSize(2);

        CustomerData without = CustomerData.builder().clear(Attribute.PHONES).build();
        assertThat(shown(applied(upsert(found.externalId(), without))).path("contact_mechanisms."))
                .hasSize(1);
    }

    @Test
    void findsAPartyByItsNumberWrittenInAnyWay() {
        String digits = String.valueOf(10_000_000 + ThreadLocalRandom.current().nextInt(80_000_000));
        Long id = enter(1).get(0);
        tryton.asStaff(
                "party.contact_mechanism.create",
                List.of(Map.of("party", id, "type", "mobile", "value", "+49 151 " + digits)));
        CustomerData caller = CustomerData.builder()
                .texts(Attribute.PHONES, "+49151" + digits)
                .build();
        Applied found = applied(upsert(null, caller));
        assertThat(found.created()).isFalse();
        assertThat(found.externalId()).isEqualTo(id.toString());
    }

    @Test
    void refusesAWriteToWhatChangedMeanwhile() {
        String email = address();
        Applied created = applied(upsert(null, ana("Silva", email)));
        tryton.asStaff("party.party.write", List.of(Long.valueOf(created.externalId())), Map.of("name", "Ana Souza"));
        assertThat(write(basedOn(created, ana("Lima", email))))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_STALE));
        Applied fresh = applied(upsert(created.externalId(), ana("Lima", email)));
        Applied next = applied(basedOn(fresh, ana("Costa", email)));
        assertThat(shown(next).path("name").asText()).isEqualTo("Ana Costa");
        assertThat(next.token()).isNotEqualTo(fresh.token());
    }

    @Test
    void writesToThePartyIntoWhichAnotherOneWent() {
        List<Long> ids = enter(2);
        tryton.asStaff("party.party.write", List.of(ids.get(0)), Map.of("active", false, "replaced_by", ids.get(1)));
        Applied married = applied(upsert(ids.get(0).toString(), ana("Souza", address())));
        assertThat(married.externalId()).isEqualTo(ids.get(1).toString());
        assertThat(shown(married).path("name").asText()).isEqualTo("Ana Souza");
    }

    @Test
    void tellsWhatAnAnswerWithStatus200Means() {
        String email = address();
        assertRejected(upsert("99999999", ana("Silva", email)), ErrorCode.VENDOR_NOT_FOUND);
        WriteOutcome refused = write(upsert(null, ana("Silva\nLima", email)));
        assertThat(refused).isInstanceOfSatisfying(Rejected.class, no -> {
            assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
            assertThat(no.message()).contains("UserError").doesNotContain("Silva");
        });
        Applied created = applied(upsert(null, ana("Silva", email)));
        Applied off = applied(item(Operation.DEACTIVATE, created.externalId(), ana("Silva", email)));
        assertThat(shown(off).path("active").asBoolean(true)).isFalse();
        assertRejected(upsert(null, ana("Silva", email)), ErrorCode.VENDOR_CONFLICT);
        assertThat(applied(item(Operation.DEACTIVATE, "99999999", ana("Silva", email)))
                        .readBack())
                .isNull();
    }
}
