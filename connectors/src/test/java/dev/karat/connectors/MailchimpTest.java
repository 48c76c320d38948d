package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.MailchimpTwin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    private List<WriteOutcome> createTogether(CustomerData... customers) {
        var items = new ArrayList<WriteItem>();
        for (int i = 0; i < customers.length; i++) {
            CustomerData customer = customers[i];
            items.add(new WriteItem("item" + i, Operation.UPSERT, null, customer, customer.attributes(), true, null));
        }
        return mailing.connector().write("customer", items, false);
    }

    private Map<String, String> names() {
        var names = new TreeMap<String, String>();
        mailing.twin
                .all()
                .forEach(member -> names.put(
                        member.path("email_address").asText(),
                        member.at("/merge_fields/LNAME").asText()));
        return names;
    }

    @Test
    void createsSeveralMembersInOneCallAndLinksWhomItHas() {
        String known = create().externalId();
        List<WriteOutcome> outcomes = createTogether(
                ana("Lima", "lima@example.net"), ana("Rios", "ANA@example.org"), ana("Sosa", "sosa@example.net"));

        assertThat(outcomes).allMatch(Applied.class::isInstance);
        assertThat(outcomes)
                .extracting(outcome -> ((Applied) outcome).created())
                .containsExactly(true, false, true);
        assertThat(((Applied) outcomes.get(1)).externalId()).isEqualTo(known);
        assertThat(names())
                .containsExactly(
                        entry("ana@example.org", "Rios"),
                        entry("lima@example.net", "Lima"),
                        entry("sosa@example.net", "Sosa"));
        assertThat(mailing.twin.log().count("POST", "/3.0/lists/" + MailchimpTwin.LIST))
                .as("one for Ana, and one for the two others")
                .isEqualTo(2);
    }

    @Test
    void oneMemberThatIsRefusedCondemnsNoOther() {
        CustomerData nobody =
                CustomerData.builder().text(Attribute.FAMILY_NAME, "Nobody").build();
        List<WriteOutcome> outcomes = createTogether(
                ana("Lima", "lima@example.net"),
                ana("Paz", "not an address"),
                ana("Sosa", "sosa@example.net"),
                nobody,
                ana("Vega", "vega@example.net"));

        assertThat(outcomes)
                .extracting(WriteOutcome::itemId)
                .containsExactly("item0", "item1", "item2", "item3", "item4");
        assertThat(outcomes.get(1)).isInstanceOf(Rejected.class);
        assertThat(outcomes.get(3)).isInstanceOf(Rejected.class);
        assertThat(outcomes).filteredOn(Applied.class::isInstance).hasSize(3);
        assertThat(names()).containsOnlyKeys("lima@example.net", "sosa@example.net", "vega@example.net");
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
