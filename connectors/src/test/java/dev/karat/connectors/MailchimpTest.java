package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.MailchimpTwin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only an audience of Mailchimp does. */
class MailchimpTest {
    private static final String MEMBERS = "/3.0/lists/" + MailchimpTwin.LIST + "/members/";

    private final VendorUnderTest mailing = VendorsOnDisk.open(Vendor.MAILCHIMP);

    @AfterEach
    void stop() {
        mailing.close();
    }

    private Applied create() {
        WriteOutcome outcome = mailing.connector().write("customer", upsert(null, ana("Silva", "ana@example.org")));
        return (Applied) outcome;
    }

    private JsonNode member() {
        List<JsonNode> all = mailing.twin.all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void staffChanges(String field, String value) {
        mailing.twin.asStaff(
                "PATCH",
                MEMBERS + member().path("id").asText(),
                new ObjectMapper().createObjectNode().put(field, value));
    }

    @Test
    void subscribesNobodyByCreatingAMember() {
        create();
        assertThat(member().path("status").asText()).isEqualTo("transactional");
        assertThat(mailing.canonical(member()).blocks(Attribute.CONSENTS)).isEmpty();
    }

    @Test
    void leavesTheStatusAndTheAddressOfAMemberAlone() {
        String id = create().externalId();
        ((MailchimpTwin) mailing.twin).optOut("ana@example.org");
        var other = ana("Lima", "lima@example.net");
        assertThat(mailing.connector().write("customer", upsert(id, other))).isInstanceOf(Applied.class);
        assertThat(member().at("/merge_fields/LNAME").asText()).isEqualTo("Lima");
        assertThat(member().path("status").asText()).isEqualTo("unsubscribed");
        assertThat(member().path("email_address").asText()).isEqualTo("ana@example.org");
        assertThat(mailing.canonical(member()).component(Attribute.CONSENTS, "status"))
                .isEqualTo("denied");
    }

    @Test
    void knowsAMemberWhoseAddressChanged() {
        String id = create().externalId();
        staffChanges("email_address", "ana.lima@example.net");
        List<JsonNode> rows = mailing.readToEnd(null).rows();
        assertThat(mailing.ids(rows)).containsExactly(id);
        assertThat(mailing.canonical(rows.get(0)).texts(Attribute.EMAILS)).containsExactly("ana.lima@example.net");
        assertThat(mailing.connector().write("customer", upsert(id, ana("Lima", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        Applied.class,
                        applied -> assertThat(applied.externalId()).isEqualTo(id));
    }

    @Test
    void countsAnArchivedMemberAsDeletedAndDoesNotBringItBack() {
        String id = create().externalId();
        mailing.connector()
                .write("customer", VendorUnderTest.item(Operation.DEACTIVATE, id, ana("Silva", "ana@example.org")));
        assertThat(mailing.connector().facts("customers").of(member()).deleted())
                .isTrue();
        assertThat(mailing.connector().write("customer", upsert(null, ana("Silva", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
        assertThat(member().path("status").asText()).isEqualTo("archived");
    }

    @Test
    void takesASilent403ForTooManyCalls() {
        mailing.twin.faults().next(1, Fault.forbiddenWithoutBody());
        assertThat(mailing.connector().write("customer", upsert(null, ana("Silva", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        WriteOutcome.Retryable.class,
                        later -> assertThat(later.code()).isEqualTo(ErrorCode.VENDOR_RATE_LIMITED));
        assertThat(create().created()).isTrue();
    }

    @Test
    void takesTheTokenOfAnAppInPlaceOfAKey() {
        mailing.restart(Map.of(
                "audience", MailchimpTwin.LIST,
                "url", mailing.twin.baseUri().toString(),
                "token", String.valueOf(mailing.twin.credentials().get("apiKey"))));
        assertThat(mailing.connector().check().roundTrip()).isZero();
    }
}
