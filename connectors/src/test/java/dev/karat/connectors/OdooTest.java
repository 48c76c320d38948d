package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.connectors.VendorUnderTest.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only Odoo does. */
class OdooTest {
    private static final CustomerData ANA = ana("Silva", "ana@example.org");

    private final VendorUnderTest odoo = VendorsOnDisk.open(Vendor.ODOO);

    @AfterEach
    void stop() {
        odoo.close();
    }

    private JsonNode asStaff(String method, Map<String, ?> body) {
        return odoo.twin.asStaff("POST", "/json/2/" + method, new ObjectMapper().valueToTree(body));
    }

    private String enter(Map<String, ?> values) {
        return asStaff("res.partner/create", Map.of("vals_list", List.of(values)))
                .path(0)
                .asText();
    }

    private void change(String id, Map<String, ?> values) {
        odoo.clock.advance(Duration.ofMinutes(10));
        asStaff("res.partner/write", Map.of("ids", List.of(Long.valueOf(id)), "vals", values));
    }

    private String below(String parent, Map<String, ?> values) {
        var child = new HashMap<String, Object>(values);
        child.put("parent_id", Long.valueOf(parent));
        return enter(child);
    }

    private WriteOutcome write(WriteItem item) {
        return odoo.connector().write("customer", item);
    }

    private JsonNode written(WriteItem item) {
        WriteOutcome outcome = write(item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return Objects.requireNonNull(((Applied) outcome).readBack());
    }

    private static CustomerData livingIn(String region, String country) {
        return CustomerData.builder()
                .put(
                        Attribute.ADDRESS,
                        Value.block(Map.of(
                                "streetAddress", "Hauptstr. 1",
                                "locality", "Berlin",
                                "postalCode", "10115",
                                "region", region,
                                "country", country)))
                .build();
    }

    @Test
    void readsNeitherStaffNorTheAddressesOfACustomerAsCustomers() {
        odoo.enter(1);
        String id = odoo.idsAtVendor().iterator().next();
        asStaff("res.users/create", Map.of("vals_list", List.of(Map.of("name", "Agent"))));
        below(id, Map.of("type", "invoice", "city", "Berlin"));
        assertThat(odoo.ids(odoo.readToEnd(null).rows())).containsExactly(id);
    }

    @Test
    void seesAnAddressBelowACustomerThatIsEnteredAndChanged() {
        odoo.enter(1);
        odoo.clock.advance(Duration.ofMinutes(10));
        odoo.enter(1);
        Run before = odoo.readToEnd(null);
        String id = odoo.id(before.rows().get(1));
        odoo.clock.advance(Duration.ofMinutes(10));
        String address = below(id, Map.of("type", "invoice", "city", "Berlin", "street", "Hof 1"));
        Run entered = odoo.readToEnd(before.cursor());
        assertThat(odoo.ids(entered.rows())).containsExactly(id);
        change(address, Map.of("city", "Bonn"));
        Run changed = odoo.readToEnd(entered.cursor());
        assertThat(changed.rows()).singleElement().satisfies(row -> {
            assertThat(odoo.id(row)).isEqualTo(id);
            assertThat(odoo.canonical(row).component(Attribute.ADDRESS, "locality"))
                    .isEqualTo("Bonn");
        });
        assertThat(odoo.readToEnd(changed.cursor()).cursor()).isEqualTo(changed.cursor());
    }

    @Test
    void readsTheEmployeesAgainWhenTheirCompanyIsRenamed() {
        String company = enter(Map.of("name", "Silva Ltd", "company_type", "company"));
        String ana = below(company, Map.of("name", "Ana Silva"));
        Run before = odoo.readToEnd(null);
        change(company, Map.of("name", "Lima Ltd"));
        Run after = odoo.readToEnd(before.cursor());
        assertThat(odoo.ids(after.rows())).containsExactlyInAnyOrder(company, ana);
        assertThat(after.rows())
                .extracting(row -> odoo.canonical(row).text(Attribute.ORGANIZATION))
                .contains("Lima Ltd");
    }

    @Test
    void tellsWhoWasArchived() {
        odoo.enter(2);
        Run before = odoo.readToEnd(null);
        String id = odoo.id(before.rows().get(1));
        change(id, Map.of("active", false));
        Run after = odoo.readToEnd(before.cursor());
        assertThat(after.rows())
                .filteredOn(row -> odoo.connector().facts("customers").of(row).deleted())
                .extracting(odoo::id)
                .containsExactly(id);
    }

    /** A row that changes after its page was read comes on no later page, and what is younger than it may hide it. */
    @Test
    void readsAgainWhatChangedWhileItRead() {
        odoo.clock.advance(Duration.between(odoo.clock.instant(), Instant.now().minusSeconds(3_600)));
        odoo.enter(3);
        odoo.clock.advance(Duration.between(odoo.clock.instant(), Instant.now()));
        var first = odoo.read(null);
        String id = odoo.id(first.records().get(0));
        odoo.rename(id, "Lima");
        odoo.clock.advance(Duration.ofSeconds(20));
        odoo.enter(1);
        Run rest = odoo.readToEnd(first.nextCursor());
        assertThat(odoo.ids(odoo.readToEnd(rest.cursor()).rows())).contains(id);
    }

    @Test
    void writesNumbersOfCountriesAndStates() {
        JsonNode created = written(upsert(null, ANA.with(livingIn("Bavaria", "DE"))));
        assertThat(created.at("/country_id/code").asText()).isEqualTo("DE");
        assertThat(created.at("/state_id/name").asText()).isEqualTo("Bavaria");
        long asked = odoo.twin.log().count("POST", "res.country");
        JsonNode moved = written(upsert(created.path("id").asText(), livingIn("CA", "US")));
        assertThat(moved.at("/country_id/code").asText()).isEqualTo("US");
        assertThat(moved.at("/state_id/name").asText()).isEqualTo("California");
        written(upsert(created.path("id").asText(), livingIn("Bavaria", "DE")));
        assertThat(odoo.twin.log().count("POST", "res.country")).isEqualTo(asked + 2);
    }

    @Test
    void emptiesAStateThatOdooDoesNotKnowRatherThanLeavingThatOfAnotherAddress() {
        JsonNode created = written(upsert(null, ANA.with(livingIn("Bavaria", "DE"))));
        JsonNode moved = written(upsert(created.path("id").asText(), livingIn("Bavaria", "FR")));
        assertThat(moved.at("/country_id/code").asText()).isEqualTo("FR");
        assertThat(moved.path("state_id").isBoolean()).isTrue();
    }

    @Test
    void emptiesWithFalse() {
        CustomerData employed = ANA.with(
                CustomerData.builder().text(Attribute.JOB_TITLE, "Analyst").build());
        String id = written(upsert(null, employed)).path("id").asText();
        JsonNode emptied = written(
                upsert(id, CustomerData.builder().clear(Attribute.JOB_TITLE).build()));
        assertThat(emptied.path("function").isBoolean()).isTrue();
    }

    @Test
    void findsAnAddressWhoseLowLineIsNoWildcard() {
        enter(Map.of("name", "Ana Other", "email", "anaXsilva@example.org"));
        String id = enter(Map.of("name", "Ana Silva", "email", "ANA_silva@example.org"));
        JsonNode found = written(upsert(null, ana("Lima", "ana_silva@example.org")));
        assertThat(found.path("id").asText()).isEqualTo(id);
    }

    @Test
    void doesNotGuessBetweenTwoWithOneAddressNorWriteToTheArchived() {
        enter(Map.of("name", "Ana Silva", "email", "ana@example.org"));
        String second = enter(Map.of("name", "Ana Silva", "email", "ana@example.org"));
        assertRejected(upsert(null, ANA), ErrorCode.VENDOR_CONFLICT);
        String id = written(upsert(null, ana("Lima", "lima@example.org")))
                .path("id")
                .asText();
        JsonNode archived = written(item(Operation.DEACTIVATE, id, ANA));
        assertThat(archived.path("active").asBoolean(true)).isFalse();
        assertRejected(upsert(null, ana("Lima", "lima@example.org")), ErrorCode.VENDOR_CONFLICT);
        assertThat(second).isNotEqualTo(id);
    }

    @Test
    void saysThatACustomerIsGone() {
        assertRejected(upsert("4711", ANA), ErrorCode.VENDOR_NOT_FOUND);
        assertRejected(upsert("4711,4712", ANA), ErrorCode.VENDOR_REFUSED);
    }

    private void assertRejected(WriteItem item, ErrorCode code) {
        assertThat(write(item))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(code));
    }
}
