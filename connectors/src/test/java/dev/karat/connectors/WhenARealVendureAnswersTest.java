package dev.karat.connectors;

import static dev.karat.connectors.RealVendor.address;
import static dev.karat.connectors.RealVendor.shown;
import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.write.ConsentItem;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.connectors.RealVendor.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The connector against a Vendure 3 with the custom fields of its BEHAVIOUR.md at VENDURE_URL, such as {@code
 * http://127.0.0.1:18301}, and the key VENDURE_API_KEY; skipped where there is none.
 */
@EnabledIfEnvironmentVariable(named = "VENDURE_API_KEY", matches = ".+")
class WhenARealVendureAnswersTest {
    private static final String URL = System.getenv().getOrDefault("VENDURE_URL", "http://127.0.0.1:18301");
    private static final String KEY = String.valueOf(System.getenv("VENDURE_API_KEY"));

    private final RealVendor shop = new RealVendor("vendure", Map.of("url", URL, "apiKey", KEY));

    private String create(CustomerData data) {
        return shop.applied(upsert(null, data)).externalId();
    }

    private JsonNode consent(String id, String status, String at) {
        Map<String, String> block = new HashMap<>(Map.of("channel", "email", "purpose", "marketing", "status", status));
        block.put("at", at);
        SortedMap<String, String> sorted = new TreeMap<>(block);
        var outcome = shop.connector.consent("customer", new ConsentItem("item", id, List.of(sorted), record -> true));
        assertThat(outcome).isInstanceOf(Applied.class);
        return shown((Applied) outcome);
    }

    private void assertRejected(WriteItem item, ErrorCode code) {
        assertThat(shop.write(item))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(code));
    }

    private static CustomerData numbered(String email, String number) {
        return ana("Silva", email)
                .with(CustomerData.builder()
                        .text(Attribute.CUSTOMER_NUMBER, number)
                        .build());
    }

    private static CustomerData living(Map<String, String> block) {
        return CustomerData.builder().put(Attribute.ADDRESS, Value.block(block)).build();
    }

    @Test
    void acceptsItsKeyAndNoOther() {
        assertThat(shop.connector.check().roundTrip()).isPositive();
        var stranger = new RealVendor("vendure", Map.of("url", URL, "apiKey", "no:key"));
        assertThat(Assertions.catchThrowableOfType(GatewayException.class, () -> stranger.connector.check())
                        .code())
                .isEqualTo(ErrorCode.VENDOR_FORBIDDEN);
    }

    @Test
    void readsEveryCustomerInPagesAndThenOnlyWhatChanged() {
        var created = new ArrayList<String>();
        int there = shop.read("customers", null).rows().size();
        for (int i = there; i < 101; i++) {
            created.add(create(ana("Silva", address())));
        }
        String one = create(ana("Silva", address()));
        Run all = shop.read("customers", null);
        assertThat(all.pages()).isGreaterThanOrEqualTo(2);
        assertThat(all.ids()).containsAll(created).contains(one);
        shop.applied(upsert(
                one, CustomerData.builder().text(Attribute.FAMILY_NAME, "Lima").build()));
        Run later = shop.read("customers", all.cursor());
        assertThat(later.ids()).contains(one);
        assertThat(shop.read("customers", later.cursor()).cursor()).isEqualTo(later.cursor());
    }

    @Test
    void createsOnceThenFindsAndChanges() {
        String email = "O'Brien_" + address();
        CustomerData full = numbered(email, UUID.randomUUID().toString())
                .with(CustomerData.builder()
                        .texts(Attribute.PHONES, "+4915112345678")
                        .text(Attribute.ORGANIZATION, "Silva & Söhne")
                        .build())
                .with(living(Map.of("streetAddress", "Hauptstr. 5", "locality", "Köln", "country", "DE")));
        Applied created = shop.applied(upsert(null, full));
        assertThat(created.created()).isTrue();
        CustomerData held = shop.canonical(shown(created));
        assertThat(held.text(Attribute.EMAILS)).isEqualTo(email.toLowerCase(Locale.ROOT));
        assertThat(held.component(Attribute.ADDRESS, "locality")).isEqualTo("Köln");
        assertThat(held.text(Attribute.ORGANIZATION)).isEqualTo("Silva & Söhne");
        assertThat(held.text(Attribute.CUSTOMER_NUMBER)).isEqualTo(full.text(Attribute.CUSTOMER_NUMBER));

        Applied found = shop.applied(upsert(null, ana("Lima", email)));
        assertThat(found.created()).isFalse();
        assertThat(found.externalId()).isEqualTo(created.externalId());

        Applied moved =
                shop.applied(upsert(created.externalId(), living(Map.of("streetAddress", "Rue 7", "country", "FR"))));
        assertThat(shown(moved).path("addresses")).hasSize(1);
        held = shop.canonical(shown(moved));
        assertThat(held.blocks(Attribute.ADDRESS))
                .containsExactly(new TreeMap<>(Map.of("streetAddress", "Rue 7", "country", "FR")));
        assertThat(held.text(Attribute.FAMILY_NAME)).isEqualTo("Lima");

        CustomerData emptied = CustomerData.builder()
                .clear(Attribute.ADDRESS)
                .clear(Attribute.PHONES)
                .build();
        Applied without = shop.applied(upsert(created.externalId(), emptied));
        assertThat(shown(without).path("addresses")).isEmpty();
        assertThat(shown(without).path("phoneNumber").asText("")).isEmpty();
    }

    @Test
    void entersConsents() {
        String id = create(ana("Silva", address()));
        assertThat(shop.canonical(shop.connector.record("customers", id).orElseThrow())
                        .blocks(Attribute.CONSENTS))
                .isEmpty();
        JsonNode granted = consent(id, "granted", "2026-01-01T10:00:00Z");
        assertThat(shop.canonical(granted).blocks(Attribute.CONSENTS))
                .singleElement()
                .satisfies(block -> assertThat(block)
                        .containsEntry("status", "granted")
                        .containsEntry("at", "2026-01-01T10:00:00Z"));
        JsonNode denied = consent(id, "denied", "2026-02-01T10:00:00Z");
        assertThat(shop.canonical(denied).component(Attribute.CONSENTS, "status"))
                .isEqualTo("denied");
    }

    @Test
    void reportsWhatIsRefusedWith200() {
        String email = address();
        String number = UUID.randomUUID().toString();
        String ana = create(numbered(email, number));
        String ben = create(ana("Silva", address()));
        assertRejected(upsert(ben, ana("Silva", email)), ErrorCode.VENDOR_CONFLICT);
        shop.applied(item(Operation.DELETE, ana, ana("Silva", email)));
        assertThat(shop.connector.record("customers", ana)).isEmpty();
        shop.applied(item(Operation.DELETE, ana, ana("Silva", email)));
        assertRejected(upsert(ana, ana("Silva", email)), ErrorCode.VENDOR_NOT_FOUND);
        assertRejected(upsert(null, numbered(address(), number)), ErrorCode.VENDOR_CONFLICT);
        assertRejected(upsert(ben, living(Map.of("streetAddress", "A", "country", "XX"))), ErrorCode.VENDOR_REFUSED);
        CustomerData nobody = CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Ana")
                .text(Attribute.FAMILY_NAME, "Silva")
                .build();
        assertThat(shop.write(upsert(null, nobody)))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        no -> assertThat(no.message()).contains("emails").doesNotContain("Silva"));
    }
}
