package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only Brevo does. */
class BrevoTest {
    private final VendorUnderTest brevo = VendorsOnDisk.open(Vendor.BREVO);

    @AfterEach
    void stop() {
        brevo.close();
    }

    private Applied write(String id, CustomerData data) {
        return (Applied) brevo.connector().write("customer", upsert(id.isEmpty() ? null : id, data));
    }

    private static CustomerData reachable(String email, String phone) {
        return ana("Silva", email)
                .with(CustomerData.builder().texts(Attribute.PHONES, phone).build());
    }

    private JsonNode contact() {
        List<JsonNode> all = brevo.twin.all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void findsAContactByItsNumberHoweverItIsKept() {
        String id = write("", reachable("ana@example.org", "+4915112345678")).externalId();
        assertThat(contact().at("/attributes/SMS").asText()).isEqualTo("4915112345678");
        Applied again = write(
                "",
                CustomerData.builder()
                        .text(Attribute.FAMILY_NAME, "Lima")
                        .texts(Attribute.PHONES, "+4915112345678")
                        .build());
        assertThat(again.externalId()).isEqualTo(id);
        assertThat(again.created()).isFalse();
        assertThat(brevo.canonical(contact()).texts(Attribute.PHONES)).containsExactly("+4915112345678");
    }

    @Test
    void refusesANumberThatAnotherContactHas() {
        write("", reachable("ana@example.org", "+4915112345678"));
        String id = write("", ana("Lima", "lima@example.org")).externalId();
        assertThat(brevo.connector().write("customer", upsert(id, reachable("lima@example.org", "+4915112345678"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    @Test
    void showsThatAnAttributeIsMissingFromTheAccount() {
        CustomerData employed = ana("Silva", "ana@example.org")
                .with(CustomerData.builder()
                        .text(Attribute.ORGANIZATION, "Ruiz Import")
                        .build());
        JsonNode shown = Objects.requireNonNull(write("", employed).readBack());
        assertThat(brevo.canonical(shown).text(Attribute.FAMILY_NAME)).isEqualTo("Silva");
        assertThat(brevo.canonical(shown).text(Attribute.ORGANIZATION)).isNull();
    }

    @Test
    void leavesBlacklistAndAddressOfAContactAlone() {
        String id = write("", ana("Silva", "ana@example.org")).externalId();
        brevo.twin.asStaff(
                "PUT", "/v3/contacts/" + id, new ObjectMapper().valueToTree(Map.of("emailBlacklisted", true)));
        write(id, ana("Lima", "lima@example.org"));
        assertThat(contact().at("/attributes/LASTNAME").asText()).isEqualTo("Lima");
        assertThat(contact().path("emailBlacklisted").asBoolean()).isTrue();
        assertThat(contact().path("email").asText()).isEqualTo("ana@example.org");
    }

    @Test
    void leavesNobodyOutWhoMovesUpBecauseOthersWereDeleted() {
        brevo.enter(brevo.customers().page().size() + 10);
        Page first = brevo.read(null);
        first.records().stream()
                .limit(5)
                .forEach(row -> brevo.twin.asStaff("DELETE", "/v3/contacts/" + brevo.id(row), null));
        Set<String> seen = new HashSet<>(brevo.ids(first.records()));
        seen.addAll(brevo.ids(brevo.readToEnd(first.nextCursor()).rows()));
        assertThat(seen).containsAll(brevo.idsAtVendor());
    }
}
