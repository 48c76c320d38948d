package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Unknown;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.VendureTwin;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a shop of Vendure does. */
class VendureTest {
    private static final CustomerData ANA = ana("Silva", "ana@example.org");

    private final VendorUnderTest shop = VendorsOnDisk.open(Vendor.VENDURE);

    @AfterEach
    void stop() {
        shop.close();
    }

    private WriteOutcome write(WriteItem item) {
        return shop.connector().write("customer", item);
    }

    private Applied applied(WriteItem item) {
        WriteOutcome outcome = write(item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    private void assertRejected(WriteItem item, ErrorCode code) {
        assertThat(write(item))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(code));
    }

    private static CustomerData living(Map<String, String> address) {
        return ANA.with(CustomerData.builder()
                .put(Attribute.ADDRESS, Value.block(address))
                .build());
    }

    private static CustomerData numbered(String email, String number) {
        return ana("Silva", email)
                .with(CustomerData.builder()
                        .text(Attribute.CUSTOMER_NUMBER, number)
                        .build());
    }

    private JsonNode customer() {
        return shop.twin.all().get(0);
    }

    private void asStaff(String mutation) {
        shop.twin.asStaff(
                "POST", "/admin-api", new ObjectMapper().createObjectNode().put("query", mutation));
    }

    @Test
    void makesTheDefaultAddressAndChangesItAndLeavesOthersAlone() {
        String id = applied(upsert(
                        null, living(Map.of("streetAddress", "Hauptstr. 5", "locality", "Berlin", "country", "DE"))))
                .externalId();
        assertThat(customer().path("addresses")).hasSize(1);
        asStaff("mutation { createCustomerAddress(customerId: \"" + id
                + "\", input: { streetLine1: \"Work 1\", countryCode: \"AT\" }) { id } }");

        Applied moved = applied(upsert(id, living(Map.of("streetAddress", "Nebenstr. 7", "country", "FR"))));
        assertThat(customer().path("addresses")).hasSize(2);
        assertThat(customer().at("/addresses/0/streetLine1").asText()).isEqualTo("Nebenstr. 7");
        assertThat(customer().at("/addresses/0/city").asText()).isEmpty();
        assertThat(customer().at("/addresses/0/country/code").asText()).isEqualTo("FR");
        assertThat(customer().at("/addresses/1/streetLine1").asText()).isEqualTo("Work 1");
        assertThat(shop.canonical(Objects.requireNonNull(moved.readBack()))
                        .component(Attribute.ADDRESS, "streetAddress"))
                .isEqualTo("Nebenstr. 7");
    }

    @Test
    void writesNoAddressThatTheShopWouldRefuse() {
        applied(upsert(null, living(Map.of("locality", "Berlin", "country", "DE"))));
        assertThat(customer().path("addresses")).isEmpty();
    }

    @Test
    void removesAnAddressThatWasEmptied() {
        String id = applied(upsert(null, living(Map.of("streetAddress", "Hauptstr. 5", "country", "DE"))))
                .externalId();
        applied(upsert(id, CustomerData.builder().clear(Attribute.ADDRESS).build()));
        assertThat(customer().path("addresses")).isEmpty();
        assertThat(customer().path("lastName").asText()).isEqualTo("Silva");
    }

    @Test
    void findsACustomerWhoseAddressCouldNotBeWrittenAndWritesItThen() {
        shop.twin.faults().next(1, "POST", "AddAddress", Fault.unavailable("1"));
        WriteItem item = upsert(null, living(Map.of("streetAddress", "Hauptstr. 5", "country", "DE")));
        assertThat(write(item)).isInstanceOf(Unknown.class);
        assertThat(applied(item).created()).isFalse();
        assertThat(shop.twin.all()).hasSize(1);
        assertThat(customer().path("addresses")).hasSize(1);
    }

    @Test
    void findsACustomerByTheNumber() {
        String id = applied(upsert(null, numbered("ana@example.org", "ERP-1"))).externalId();
        assertThat(applied(upsert(null, numbered("silva@example.net", "ERP-1"))).externalId())
                .isEqualTo(id);
        assertThat(customer().path("emailAddress").asText()).isEqualTo("silva@example.net");
    }

    @Test
    void reportsConflictsThatAreAnsweredWith200() {
        String ana = applied(upsert(null, numbered("ana@example.org", "ERP-1"))).externalId();
        String ben = applied(upsert(null, numbered("ben@example.org", "ERP-2"))).externalId();
        assertRejected(upsert(ben, ana("Silva", "ana@example.org")), ErrorCode.VENDOR_CONFLICT);
        applied(VendorUnderTest.item(Operation.DELETE, ana, ANA));
        assertRejected(upsert(null, numbered("new@example.org", "ERP-1")), ErrorCode.VENDOR_CONFLICT);
        assertRejected(upsert(ana, ANA), ErrorCode.VENDOR_NOT_FOUND);
        assertRejected(
                upsert(ben, living(Map.of("streetAddress", "Hauptstr. 5", "country", "XX"))), ErrorCode.VENDOR_REFUSED);
    }

    @Test
    void stopsWhereTheKeyMayNot() {
        shop.restart(Map.of("url", shop.twin.baseUri().toString(), "apiKey", "no:key"));
        assertThat(Assertions.catchThrowableOfType(
                                GatewayException.class, () -> shop.connector().check())
                        .code())
                .isEqualTo(ErrorCode.VENDOR_FORBIDDEN);
    }

    @Test
    void takesAQuoteForWhatItIs() {
        shop.enter(1);
        CustomerData odd = ana("\" } } # {pageSize}", "o'brien\"@example.org");
        assertThat(shop.connector().lookup("customer", upsert(null, odd))).isEmpty();
        String id = applied(upsert(shop.id(customer()), ana("\" } } # {pageSize}", "ana@example.org")))
                .externalId();
        assertThat(shop.connector()
                        .record("customers", id)
                        .orElseThrow()
                        .path("lastName")
                        .asText())
                .isEqualTo("\" } } # {pageSize}");
    }

    @Test
    void tellsByThePluginWhoChangedAndWhoIsGone() throws IOException {
        try (var receiver = new CallsOfAVendor(shop, Map.of("webhookSecret", "a webhook secret"))) {
            ((VendureTwin) shop.twin).install(receiver.address(), "a webhook secret");
            String id = applied(upsert(null, living(Map.of("streetAddress", "Hauptstr. 5", "country", "DE"))))
                    .externalId();
            assertThat(receiver.told().changed()).containsExactly(id);
            assertThat(receiver.told().changed()).as("the address").containsExactly(id);
            applied(VendorUnderTest.item(Operation.DELETE, id, ANA));
            assertThat(receiver.told().deleted()).containsExactly(id);
        }
    }

    @Test
    void tellsOfOrdersThatWerePlaced() {
        var twin = (VendureTwin) shop.twin;
        String id = applied(upsert(null, ANA)).externalId();
        String basket = twin.order(id, "AddingItems");
        twin.order(id, "Draft");
        String paid = twin.order(id, "PaymentAuthorized");
        var page = shop.connector().read("orders", null);
        assertThat(page.records()).singleElement().satisfies(order -> {
            assertThat(order.path("id").asText()).isEqualTo(paid);
            assertThat(order.at("/customer/id").asText()).isEqualTo(id);
        });

        shop.clock.advance(Duration.ofMinutes(1));
        twin.move(basket, "PaymentSettled");
        twin.move(paid, "Shipped");
        var again = shop.connector().read("orders", page.nextCursor());
        assertThat(again.records())
                .extracting(order -> order.path("state").asText())
                .containsExactly("PaymentSettled", "Shipped");
    }
}
