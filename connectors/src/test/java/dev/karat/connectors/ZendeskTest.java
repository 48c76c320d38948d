package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.connectors.VendorUnderTest.Run;
import dev.karat.testkit.twin.ZendeskTwin;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only Zendesk does. */
class ZendeskTest {
    private final VendorUnderTest zendesk = VendorsOnDisk.open(Vendor.ZENDESK);

    @AfterEach
    void stop() {
        zendesk.close();
    }

    private JsonNode asStaff(String path, Map<String, ?> body) {
        return zendesk.twin.asStaff("POST", "/api/v2/" + path, new ObjectMapper().valueToTree(body));
    }

    private Applied applied(WriteItem item) {
        return (Applied) zendesk.connector().write("customer", item);
    }

    @Test
    void readsNoAgentsAndWritesToNone() {
        zendesk.enter(1);
        asStaff("users", Map.of("user", Map.of("name", "Sam", "email", "sam@example.org", "role", "agent")));
        assertThat(zendesk.readToEnd(null).rows())
                .extracting(row -> row.path("email").asText())
                .containsExactly("customer0@example.org");
        assertThat(zendesk.connector().write("customer", upsert(null, ana("Sam", "sam@example.org"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    @Test
    void tellsWhoWasDeleted() {
        zendesk.enter(2);
        Run before = zendesk.readToEnd(null);
        String id = zendesk.id(before.rows().get(0));
        applied(item(Operation.DELETE, id, ana("Silva", "ana@example.org")));
        assertThat(zendesk.readToEnd(before.cursor()).rows())
                .filteredOn(
                        row -> zendesk.connector().facts("customers").of(row).deleted())
                .singleElement()
                .satisfies(row -> assertThat(zendesk.id(row)).isEqualTo(id));
    }

    @Test
    void keepsTheAddressOfAUserThatExists() {
        String id = applied(upsert(null, ana("Silva", "ana@example.org"))).externalId();
        applied(upsert(id, ana("Lima", "lima@example.org")));
        assertThat(zendesk.twin.all()).singleElement().satisfies(user -> {
            assertThat(user.path("name").asText()).isEqualTo("Ana Lima");
            assertThat(user.path("email").asText()).isEqualTo("ana@example.org");
        });
    }

    @Test
    void triesAgainLaterIfOneUserIsWrittenTooOften() {
        String id = applied(upsert(null, ana("Silva", "ana@example.org"))).externalId();
        zendesk.twin.faults().next(1, "PUT", "/users/", ZendeskTwin.tooManyUpdatesOfOneUser());
        assertThat(zendesk.connector().write("customer", upsert(id, ana("Lima", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_RATE_LIMITED));
    }

    @Test
    void readsTicketsWithTheNumberOfTheirCustomer() {
        String id = applied(upsert(null, ana("Silva", "ana@example.org"))).externalId();
        asStaff(
                "tickets",
                Map.of(
                        "ticket",
                        Map.of(
                                "subject", "Late",
                                "comment", Map.of("body", "Where is it?"),
                                "requester", Map.of("email", "ana@example.org"))));
        assertThat(zendesk.connector().read("tickets", null).records())
                .singleElement()
                .satisfies(ticket -> {
                    assertThat(ticket.path("subject").asText()).isEqualTo("Late");
                    assertThat(ticket.path("requester_id").asText()).isEqualTo(id);
                });
    }
}
