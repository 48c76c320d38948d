package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.connectors.RealVendor.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The connector against the server that {@code e2e/request-tracker/rt.sh} starts; skipped where there is none. */
@EnabledIfEnvironmentVariable(named = "RT_HOME", matches = ".+")
class WhenARealRequestTrackerAnswersTest {
    private final RealRequestTracker rt = new RealRequestTracker(
            Path.of(System.getenv("RT_HOME")), System.getenv().getOrDefault("RT_PORT", "18220"));

    /** An address that no test run before has used. */
    private static String address() {
        return UUID.randomUUID() + "@example.test";
    }

    private WriteOutcome write(WriteItem item) {
        return rt.connector.write("customer", item);
    }

    private Applied applied(WriteItem item) {
        WriteOutcome outcome = write(item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    private static JsonNode shown(Applied written) {
        return Objects.requireNonNull(written.readBack());
    }

    private String enter(String email, Map<String, ?> more) {
        var user = new HashMap<String, Object>(Map.of("Name", email, "EmailAddress", email));
        user.putAll(more);
        return rt.asStaff("POST", "/user", user);
    }

    @Test
    void acceptsTheCredential() {
        assertThat(rt.connector.check().clockSkew()).isNotNull();
    }

    @Test
    void readsEveryCustomerInPagesAndNoStaff() {
        var entered = new ArrayList<String>();
        for (int i = 0; i < 120; i++) {
            entered.add(enter(address(), Map.of("RealName", "Ada Lovelace", "City", "Berlin")));
        }
        String agent = enter(address(), Map.of("Privileged", 1));
        Run run = rt.read("customers", null);
        assertThat(run.pages()).isGreaterThanOrEqualTo(3);
        assertThat(run.ids()).containsAll(entered).doesNotContain(agent);
        assertThat(run.rows())
                .extracting(row -> row.path("Name").asText())
                .doesNotContain("RT_System", "Nobody", "root", "karat", "staff");
    }

    @Test
    void readsOnlyWhatChangedAndWhoWasDisabled() {
        String changed = enter(address(), Map.of());
        String disabled = enter(address(), Map.of());
        Run before = rt.read("customers", null);
        rt.asStaff("PUT", "/user/" + changed, Map.of("City", "Bonn"));
        rt.asStaff("DELETE", "/user/" + disabled, Map.of());
        Run after = rt.read("customers", before.cursor());
        assertThat(after.ids()).contains(changed, disabled);
        assertThat(after.rows())
                .filteredOn(row -> rt.connector.facts("customers").of(row).deleted())
                .extracting(row -> row.path("id").asText())
                .contains(disabled)
                .doesNotContain(changed);
        assertThat(rt.read("customers", after.cursor()).cursor()).isEqualTo(after.cursor());
    }

    @Test
    void createsOnceThenFindsAndChanges() {
        String email = address();
        CustomerData full = ana("Silva", email)
                .with(CustomerData.builder()
                        .texts(Attribute.PHONES, "+4915112345678")
                        .text(Attribute.ORGANIZATION, "Silva & Söhne")
                        .put(Attribute.ADDRESS, Value.block(Map.of("locality", "Köln", "country", "DE")))
                        .build());
        Applied created = applied(upsert(null, full));
        assertThat(created.created()).isTrue();
        assertThat(created.externalId()).containsOnlyDigits();
        assertThat(created.token()).isNotNull();
        JsonNode shown = shown(created);
        assertThat(shown.path("City").asText()).isEqualTo("Köln");
        assertThat(shown.path("MobilePhone").asText()).isEqualTo("+4915112345678");
        assertThat(shown.path("Privileged").asInt(-1)).isZero();

        Applied found = applied(upsert(null, ana("Lima", email)));
        assertThat(found.created()).isFalse();
        assertThat(found.externalId()).isEqualTo(created.externalId());
        assertThat(shown(found).path("RealName").asText()).isEqualTo("Ana Lima");
        assertThat(found.token()).isNotEqualTo(created.token());

        Applied same = applied(upsert(created.externalId(), ana("Lima", email)));
        assertThat(same.token()).isEqualTo(found.token());
    }

    @Test
    void empties() {
        CustomerData employed = ana("Silva", address())
                .with(CustomerData.builder()
                        .text(Attribute.ORGANIZATION, "Silva")
                        .build());
        Applied created = applied(upsert(null, employed));
        CustomerData without =
                CustomerData.builder().clear(Attribute.ORGANIZATION).build();
        Applied emptied = applied(upsert(created.externalId(), without));
        assertThat(shown(emptied).path("Organization").asText("?")).isEmpty();
    }

    @Test
    void refusesAWriteToWhatChangedMeanwhile() {
        CustomerData ana = ana("Silva", address());
        Applied created = applied(upsert(null, ana));
        rt.asStaff("PUT", "/user/" + created.externalId(), Map.of("City", "Bonn"));
        CustomerData married = ana("Lima", ana.texts(Attribute.EMAILS).get(0));
        var stale = new WriteItem(
                "item", Operation.UPSERT, created.externalId(), married, married.attributes(), false, created.token());
        assertThat(write(stale))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_STALE));
        Applied fresh = applied(upsert(created.externalId(), married));
        assertThat(shown(fresh).path("City").asText()).isEqualTo("Bonn");
    }

    @Test
    void reportsARefusalThatIsAnsweredLikeASuccess() {
        Applied created = applied(upsert(null, ana("Silva", address())));
        assertThat(write(upsert(created.externalId(), ana("Silva", "no address"))))
                .isInstanceOfSatisfying(Rejected.class, no -> {
                    assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
                    assertThat(no.message()).contains("Invalid syntax for email address");
                });
    }

    @Test
    void reportsARefusedCreationAndTheAddressOfAnother() {
        assertThat(write(upsert(null, ana("Silva", "no address"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED));
        assertThat(write(upsert(null, ana("Staff", "staff@karat.test"))))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    @Test
    void deactivatesAndLeavesTheDisabledAlone() {
        CustomerData ana = ana("Silva", address());
        String id = applied(upsert(null, ana)).externalId();
        Applied disabled = applied(item(Operation.DEACTIVATE, id, ana));
        assertThat(shown(disabled).path("Disabled").asText()).isEqualTo("1");
        assertThat(write(upsert(null, ana)))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    @Test
    void readsTicketsAndTheCustomersWhomTheyMake() {
        String email = address();
        String ticket = rt.asStaff(
                "POST",
                "/ticket",
                Map.of("Queue", "Support", "Subject", "Where is it?", "Requestor", email, "Content", "Late."));
        String nobody = rt.asStaff("POST", "/ticket", Map.of("Queue", "Support", "Subject", "Note to self"));
        Run tickets = rt.read("tickets", null);
        assertThat(tickets.ids()).contains(ticket).doesNotContain(nobody);
        JsonNode shown = row(tickets.rows(), ticket);
        assertThat(shown.path("Subject").asText()).isEqualTo("Where is it?");
        assertThat(shown.path("Status").asText()).isEqualTo("new");
        JsonNode customer = row(
                rt.read("customers", null).rows(), shown.at("/Requestor/0/id").asText());
        assertThat(customer.path("EmailAddress").asText()).isEqualTo(email);

        rt.asStaff("PUT", "/ticket/" + ticket, Map.of("Status", "resolved"));
        Run later = rt.read("tickets", tickets.cursor());
        assertThat(row(later.rows(), ticket).path("Status").asText()).isEqualTo("resolved");
    }

    private static JsonNode row(List<JsonNode> rows, String id) {
        return rows.stream()
                .filter(row -> row.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
