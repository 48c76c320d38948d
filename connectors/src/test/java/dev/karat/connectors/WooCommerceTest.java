package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.read.RecordFacts;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.connector.webhook.WebhookReader;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only WooCommerce does. */
class WooCommerceTest {
    private static final String CUSTOMERS = "/wp-json/wc/v3/customers";

    private final VendorUnderTest shop = VendorsOnDisk.open(Vendor.WOOCOMMERCE);

    @AfterEach
    void stop() {
        shop.close();
    }

    private JsonNode asStaff(String path, Map<String, ?> body) {
        return shop.twin.asStaff("POST", path, new ObjectMapper().valueToTree(body));
    }

    private List<WriteOutcome> together(Map<String, String> emails) {
        var items = new ArrayList<WriteItem>();
        emails.forEach((id, email) -> {
            var data = ana("Lima", email);
            boolean known = id.matches("\\d+");
            items.add(new WriteItem(id, Operation.UPSERT, known ? id : null, data, data.attributes(), !known, null));
        });
        return shop.connector().write("customer", items, false);
    }

    @Test
    void readsNoStaffAndWritesToNone() {
        shop.enter(1);
        asStaff(CUSTOMERS, Map.of("email", "boss@example.org", "role", "shop_manager"));
        asStaff(CUSTOMERS, Map.of("email", "vip@example.org", "role", "wholesale_buyer"));
        assertThat(shop.readToEnd(null).rows())
                .extracting(row -> row.path("email").asText())
                .containsExactlyInAnyOrder("customer0@example.org", "vip@example.org");
        assertThat(shop.connector().write("customer", upsert(null, ana("Silva", "boss@example.org"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    @Test
    void keepsTheAddressByWhichACustomerSignsIn() {
        String id = ((Applied) shop.connector().write("customer", upsert(null, ana("Silva", "ana@example.org"))))
                .externalId();
        shop.connector().write("customer", upsert(id, ana("Lima", "lima@example.org")));
        assertThat(shop.twin.all()).singleElement().satisfies(customer -> {
            assertThat(customer.path("last_name").asText()).isEqualTo("Lima");
            assertThat(customer.path("email").asText()).isEqualTo("ana@example.org");
        });
    }

    @Test
    void takesTimesForUtcWhateverTheZoneOfTheSystem() {
        shop.enter(1);
        var facts =
                new RecordFacts(shop.customers(), new Connection(Map.of(), Set.of()), ZoneId.of("America/New_York"));
        assertThat(facts.of(shop.twin.all().get(0)).modifiedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void createsAndChangesSeveralInOneCallEachAndNamesWhoWasRefused() {
        shop.enter(2);
        List<String> ids = shop.twin.all().stream().map(shop::id).toList();
        List<WriteOutcome> outcomes = together(Map.of(
                "new",
                "new@example.org",
                "bad",
                "no-address",
                "other",
                "other@example.org",
                ids.get(0),
                Vendor.email(0),
                ids.get(1),
                Vendor.email(1)));
        assertThat(outcomes)
                .filteredOn(Rejected.class::isInstance)
                .extracting(WriteOutcome::itemId)
                .containsExactly("bad");
        assertThat(outcomes)
                .filteredOn(Applied.class::isInstance)
                .hasSize(4)
                .filteredOn(outcome -> ((Applied) outcome).created())
                .extracting(WriteOutcome::itemId)
                .containsExactlyInAnyOrder("new", "other");
        assertThat(shop.twin.all())
                .hasSize(4)
                .allSatisfy(customer ->
                        assertThat(customer.path("last_name").asText()).isEqualTo("Lima"));
        assertThat(shop.twin.log().count("POST", "/batch")).isEqualTo(2);
        assertThat(shop.twin.log().count("PUT", CUSTOMERS)).isZero();
    }

    @Test
    void tellsByItsCallsWhoChangedAndAnswersTheFirstOneThatNobodySigned() {
        try (var receiver = new CallReceiver()) {
            for (String event : List.of("created", "updated", "deleted")) {
                asStaff(
                        "/wp-json/wc/v3/webhooks",
                        Map.of(
                                "topic",
                                "customer." + event,
                                "delivery_url",
                                receiver.url(),
                                "secret",
                                "twin-webhook-secret"));
            }
            shop.enter(1);
            String id = shop.id(shop.twin.all().get(0));
            shop.rename(id, "Lima");
            shop.twin.asStaff("DELETE", CUSTOMERS + "/" + id + "?force=true", null);
            await().until(() -> receiver.calls().size() == 6);

            WebhookReader reader = shop.webhooks();
            List<WebhookCall> calls = receiver.calls();
            assertThat(calls.subList(0, 3))
                    .allSatisfy(ping -> assertThat(reader.read(ping).isEmpty()).isTrue());
            assertThat(reader.read(calls.get(3)).changed()).containsExactly(id);
            assertThat(reader.read(calls.get(4)).changed()).containsExactly(id);
            assertThat(reader.read(calls.get(5)).deleted()).containsExactly(id);
        }
    }

    @Test
    void takesNothingElseUnsigned() {
        var forged = new WebhookCall(
                "POST",
                "http://gw.example.org/webhooks/shop",
                Map.of("X-WC-Webhook-Topic", "customer.deleted"),
                "{\"id\":25}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> shop.webhooks().read(forged))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WEBHOOK_REFUSED));
    }
}
