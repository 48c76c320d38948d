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
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.connectors.VendorUnderTest.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only Freshdesk does. */
class FreshdeskTest {
    private final VendorUnderTest freshdesk = VendorsOnDisk.open(Vendor.FRESHDESK);

    @AfterEach
    void stop() {
        freshdesk.close();
    }

    private Applied applied(WriteItem item) {
        return (Applied) freshdesk.connector().write("customer", item);
    }

    private boolean isDeleted(JsonNode row) {
        return freshdesk.connector().facts("customers").of(row).deleted();
    }

    private void ask(String subject) {
        freshdesk.twin.asStaff(
                "POST",
                "/api/v2/tickets",
                new ObjectMapper().valueToTree(Map.of("subject", subject, "email", "ana@example.org")));
        freshdesk.clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void tellsWhoWasDeletedAndWhoIsBack() {
        freshdesk.enter(2);
        Run before = freshdesk.readToEnd(null);
        String id = freshdesk.id(before.rows().get(0));
        freshdesk.clock.advance(Duration.ofMinutes(10));
        applied(item(Operation.DELETE, id, ana("Silva", "ana@example.org")));
        Run deleted = freshdesk.readToEnd(before.cursor());
        assertThat(deleted.rows())
                .filteredOn(this::isDeleted)
                .singleElement()
                .satisfies(row -> assertThat(freshdesk.id(row)).isEqualTo(id));

        freshdesk.clock.advance(Duration.ofMinutes(10));
        freshdesk.twin.asStaff("PUT", "/api/v2/contacts/" + id + "/restore", null);
        assertThat(freshdesk.readToEnd(deleted.cursor()).rows())
                .filteredOn(row -> freshdesk.id(row).equals(id))
                .singleElement()
                .satisfies(row -> assertThat(isDeleted(row)).isFalse());
    }

    @Test
    void leavesTheAddressToAContactWhoWasDeletedOnPurpose() {
        String id = applied(upsert(null, ana("Silva", "ana@example.org"))).externalId();
        applied(item(Operation.DELETE, id, ana("Silva", "ana@example.org")));
        assertThat(freshdesk.connector().write("customer", upsert(null, ana("Silva", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
        assertThat(freshdesk.twin.all()).isEmpty();
    }

    @Test
    void saysWhatAContactWithoutANameLacks() {
        CustomerData nameless = CustomerData.builder()
                .texts(Attribute.EMAILS, "ana@example.org")
                .build();
        assertThat(freshdesk.connector().write("customer", upsert(null, nameless)))
                .isInstanceOfSatisfying(Rejected.class, no -> {
                    assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
                    assertThat(no.message()).contains("name").contains("missing_field");
                });
    }

    @Test
    void findsAContactByItsNumber() {
        CustomerData caller = CustomerData.builder()
                .text(Attribute.GIVEN_NAME, "Ana")
                .text(Attribute.FAMILY_NAME, "Silva")
                .texts(Attribute.PHONES, "+4915112345678")
                .build();
        String id = applied(upsert(null, caller)).externalId();
        Applied again = applied(upsert(null, caller));
        assertThat(again.created()).isFalse();
        assertThat(again.externalId()).isEqualTo(id);
    }

    @Test
    void readsTicketsOfAllTimesWithTheNumberOfTheirCustomer() {
        String id = applied(upsert(null, ana("Silva", "ana@example.org"))).externalId();
        for (int i = 0; i < 250; i++) {
            ask("Late " + i);
        }
        freshdesk.clock.advance(Duration.ofDays(90));
        var tickets = new ArrayList<JsonNode>();
        var page = freshdesk.connector().read("tickets", null);
        for (tickets.addAll(page.records()); !page.endOfStream(); tickets.addAll(page.records())) {
            page = freshdesk.connector().read("tickets", page.nextCursor());
        }
        List<String> subjects = tickets.stream()
                .map(ticket -> ticket.path("subject").asText())
                .distinct()
                .toList();
        assertThat(subjects).hasSize(250).contains("Late 0", "Late 249");
        assertThat(tickets)
                .allSatisfy(ticket ->
                        assertThat(ticket.path("requester_id").asText()).isEqualTo(id));
    }
}
