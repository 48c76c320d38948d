package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.testkit.twin.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a shop of Shopify does. */
class ShopifyTest {
    private final VendorUnderTest shop = VendorsOnDisk.open(Vendor.SHOPIFY);

    @AfterEach
    void stop() {
        shop.close();
    }

    private Applied write(String id, CustomerData data) {
        return (Applied) shop.connector().write("customer", upsert(id.isEmpty() ? null : id, data));
    }

    private static CustomerData living(String street) {
        return CustomerData.builder()
                .texts(Attribute.EMAILS, "ana@example.org")
                .put(
                        Attribute.ADDRESS,
                        Value.block(
                                new TreeMap<>(Map.of("streetAddress", street, "locality", "Berlin", "country", "DE"))))
                .build();
    }

    @Test
    void fetchesATokenAndRenewsOneThatWasWithdrawn() {
        shop.restart(Map.of(
                "shop", "twin",
                "url", shop.twin.baseUri().toString(),
                "clientId", String.valueOf(shop.twin.credentials().get("clientId")),
                "clientSecret", String.valueOf(shop.twin.credentials().get("clientSecret"))));
        shop.enter(1);
        assertThat(shop.read(null).records()).hasSize(1);
        shop.twin.faults().next(1, "GET", "", Fault.status(401));
        assertThat(shop.read(null).records()).hasSize(1);
        shop.clock.advance(Duration.ofHours(25));
        assertThat(shop.read(null).records()).hasSize(1);
        assertThat(shop.twin.log().count("POST", "/admin/oauth/access_token")).isEqualTo(3);
    }

    @Test
    void refusesAnAddressThatAnotherAccountHolds() {
        write("", ana("Silva", "ana@example.org"));
        String id = write("", ana("Lima", "lima@example.org")).externalId();
        assertThat(shop.connector().write("customer", upsert(id, ana("Lima", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    @Test
    void changesTheDefaultAddressRatherThanAddingOne() {
        String id = write("", living("Hauptstraße 5")).externalId();
        JsonNode moved = shop.twin.all().get(0);
        assertThat(moved.path("addresses")).hasSize(1);
        write(id, living("Nebenstraße 7"));
        JsonNode after = shop.twin.all().get(0);
        assertThat(after.path("addresses")).hasSize(1);
        assertThat(after.at("/default_address/address1").asText()).isEqualTo("Nebenstraße 7");
        assertThat(after.at("/default_address/id")).isEqualTo(moved.at("/default_address/id"));
    }
}
