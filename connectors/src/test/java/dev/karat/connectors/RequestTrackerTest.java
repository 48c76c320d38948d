package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.connectors.VendorUnderTest.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only Request Tracker does; the same as the real server was seen to do. */
class RequestTrackerTest {
    private static final CustomerData ANA = ana("Silva", "ana@example.org");

    private final VendorUnderTest rt = VendorsOnDisk.open(Vendor.REQUEST_TRACKER);

    @AfterEach
    void stop() {
        rt.close();
    }

    private JsonNode asStaff(String method, String path, Map<String, ?> body) {
        return rt.twin.asStaff(method, "/REST/2.0" + path, new ObjectMapper().valueToTree(body));
    }

    private WriteOutcome write(WriteItem item) {
        return rt.connector().write("customer", item);
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

    @Test
    void readsNoStaffAndNoneOfItsOwnUsers() {
        rt.enter(1);
        asStaff("POST", "/user", Map.of("Name", "agent", "Privileged", 1));
        assertThat(rt.readToEnd(null).rows())
                .extracting(row -> row.path("Name").asText())
                .containsExactly("customer0@example.org");
    }

    @Test
    void readsEachUserOnceHoweverMuchHappened() {
        rt.enter(1);
        String id = rt.idsAtVendor().iterator().next();
        rt.rename(id, "Lima");
        rt.rename(id, "Souza");
        assertThat(rt.readToEnd(null).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.path("RealName").asText()).isEqualTo("Ana Souza"));
    }

    @Test
    void tellsWhoWasDisabled() {
        rt.enter(2);
        Run before = rt.readToEnd(null);
        String id = rt.id(before.rows().get(0));
        asStaff("DELETE", "/user/" + id, Map.of());
        Run after = rt.readToEnd(before.cursor());
        assertThat(after.rows()).singleElement().satisfies(row -> {
            assertThat(rt.id(row)).isEqualTo(id);
            assertThat(rt.connector().facts("customers").of(row).deleted()).isTrue();
        });
    }

    /** The numbers of younger changes may not all be visible yet. */
    @Test
    void readsWhatIsYoungAgain() {
        rt.enter(3);
        rt.clock.advance(Duration.between(rt.clock.instant(), Instant.now()));
        rt.enter(2);
        Run first = rt.readToEnd(null);
        assertThat(first.rows()).hasSize(5);
        Run second = rt.readToEnd(first.cursor());
        assertThat(rt.ids(second.rows())).hasSize(2).isSubsetOf(rt.ids(first.rows()));
        assertThat(second.cursor()).isEqualTo(first.cursor());
    }

    @Test
    void refusesAWriteToWhatChangedMeanwhile() {
        Applied created = applied(upsert(null, ANA));
        asStaff("PUT", "/user/" + created.externalId(), Map.of("City", "Bonn"));
        CustomerData married = ana("Lima", "ana@example.org");
        var stale = new WriteItem(
                "item", Operation.UPSERT, created.externalId(), married, married.attributes(), false, created.token());
        assertThat(write(stale))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_STALE));
        assertThat(applied(upsert(created.externalId(), married)).token()).isNotEqualTo(created.token());
    }

    @Test
    void refusesAFirstWriteToWhatChangedMeanwhile() {
        String id = applied(upsert(null, ANA)).externalId();
        CustomerData married = ana("Lima", "ana@example.org");
        var first = new WriteItem(
                "item",
                Operation.UPSERT,
                id,
                married,
                married.attributes(),
                false,
                null,
                present -> present.path("City").asText("").isEmpty(),
                any -> true,
                null);
        asStaff("PUT", "/user/" + id, Map.of("City", "Bonn"));
        assertThat(write(first))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_STALE));
        asStaff("PUT", "/user/" + id, Map.of("City", ""));
        assertThat(applied(first).externalId()).isEqualTo(id);
    }

    @Test
    void reportsARefusalThatIsAnsweredLikeASuccess() {
        String id = applied(upsert(null, ANA)).externalId();
        assertThat(write(upsert(id, ana("Silva", "no address")))).isInstanceOfSatisfying(Rejected.class, no -> {
            assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
            assertThat(no.message()).contains("Invalid syntax for email address");
        });
    }

    @Test
    void writesNeitherToStaffNorToTheDisabled() {
        asStaff("POST", "/user", Map.of("EmailAddress", "agent@example.org", "Privileged", 1));
        assertRejected(upsert(null, ana("Agent", "agent@example.org")), ErrorCode.VENDOR_CONFLICT);
        String id = applied(upsert(null, ANA)).externalId();
        applied(item(Operation.DEACTIVATE, id, ANA));
        assertRejected(upsert(null, ANA), ErrorCode.VENDOR_CONFLICT);
    }

    @Test
    void disablesTwiceWithoutAnError() {
        String id = applied(upsert(null, ANA)).externalId();
        applied(item(Operation.DEACTIVATE, id, ANA));
        Applied again = applied(item(Operation.DEACTIVATE, id, ANA));
        assertThat(Objects.requireNonNull(again.readBack()).path("Disabled").asText())
                .isEqualTo("1");
    }

    @Test
    void readsTicketsWithTheNumberOfTheirCustomer() {
        String id = applied(upsert(null, ANA)).externalId();
        asStaff("POST", "/ticket", Map.of("Queue", "Support", "Subject", "Late", "Requestor", "ana@example.org"));
        asStaff("POST", "/ticket", Map.of("Queue", "Support", "Subject", "Note to self"));
        Page page = rt.connector().read("tickets", null);
        assertThat(page.records()).singleElement().satisfies(ticket -> {
            assertThat(ticket.path("Subject").asText()).isEqualTo("Late");
            assertThat(ticket.at("/Requestor/0/id").asText()).isEqualTo(id);
        });
        Page end = rt.connector().read("tickets", page.nextCursor());
        assertThat(end.endOfStream()).isTrue();

        asStaff("PUT", "/ticket/1", Map.of("Status", "resolved"));
        assertThat(rt.connector().read("tickets", end.nextCursor()).records())
                .singleElement()
                .satisfies(ticket -> assertThat(ticket.path("Status").asText()).isEqualTo("resolved"));
    }
}
