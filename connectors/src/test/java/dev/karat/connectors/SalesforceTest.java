package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.item;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Unknown;
import dev.karat.connectors.VendorUnderTest.Run;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.SalesforceTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a Salesforce org does. */
class SalesforceTest {
    private static final String ROWS = "/services/data/v65.0/sobjects/";

    private final VendorUnderTest crm = VendorsOnDisk.open(Vendor.SALESFORCE);
    private final SalesforceTwin org = (SalesforceTwin) crm.twin;

    @AfterEach
    void stop() {
        crm.close();
    }

    private String asStaff(String object, Map<String, ?> fields) {
        return org.asStaff("POST", ROWS + object, new ObjectMapper().valueToTree(fields))
                .path("id")
                .asText();
    }

    private List<WriteOutcome> together(@Nullable List<String> ids, CustomerData... customers) {
        var items = new ArrayList<WriteItem>();
        for (int i = 0; i < customers.length; i++) {
            CustomerData customer = customers[i];
            items.add(new WriteItem(
                            "item" + i,
                            Operation.UPSERT,
                            ids == null ? null : ids.get(i),
                            customer,
                            customer.attributes(),
                            ids == null,
                            null)
                    .of(VendorUnderTest.profile(customer)));
        }
        return crm.connector().write("customer", items, false);
    }

    private List<String> names() {
        return org.all().stream().map(row -> row.path("LastName").asText()).toList();
    }

    @Test
    void getsASessionForItsAppAndAnotherOneWhenThatWasEnded() {
        crm.restart(Map.of(
                "url", org.baseUri().toString(),
                "clientId", String.valueOf(org.credentials().get("clientId")),
                "clientSecret", String.valueOf(org.credentials().get("clientSecret"))));
        crm.enter(1);
        assertThat(crm.read(null).records()).hasSize(1);
        assertThat(crm.read(null).records()).hasSize(1);
        assertThat(org.log().count("POST", "/services/oauth2/token")).isEqualTo(1);
        org.endSessions();
        assertThat(crm.read(null).records()).hasSize(1);
        assertThat(org.log().count("POST", "/services/oauth2/token")).isEqualTo(2);
    }

    @Test
    void signsForItselfWhereTheAppHoldsItsCertificate(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key.pem"), org.privateKey());
        var settings = Map.of(
                "url", org.baseUri().toString(),
                "clientId", String.valueOf(org.credentials().get("clientId")),
                "username", String.valueOf(org.credentials().get("username")),
                "privateKeyFile", key.toString());
        crm.enter(1);
        crm.restart(settings);
        assertThat(crm.read(null).records()).hasSize(1);

        var other = new HashMap<>(settings);
        other.put("username", "nobody@twin.example.org");
        crm.restart(other);
        assertThat(catchThrowableOfType(GatewayException.class, () -> crm.read(null))
                        .code())
                .isEqualTo(ErrorCode.VENDOR_UNAUTHORIZED);

        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n");
        crm.restart(settings);
        assertThat(catchThrowableOfType(GatewayException.class, () -> crm.read(null)))
                .satisfies(failed -> assertThat(failed.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining("openssl pkcs8")
                .hasMessageNotContaining("MIIE");
    }

    @Test
    void tellsWhoWasDeletedAndWhoWasMergedAway() {
        crm.enter(4);
        Run before = crm.readToEnd(null);
        List<String> ids = before.rows().stream().map(crm::id).toList();
        crm.connector().write("customer", item(Operation.DELETE, ids.get(0), ana("Silva", "ana@example.org")));
        crm.clock.advance(Duration.ofMinutes(1));
        org.merge(ids.get(1), ids.get(2));

        List<JsonNode> after = crm.readToEnd(before.cursor()).rows();

        assertThat(after)
                .filteredOn(row -> crm.connector().facts("customers").of(row).deleted())
                .extracting(crm::id)
                .containsExactly(ids.get(0), ids.get(2));
        assertThat(after)
                .filteredOn(row -> crm.id(row).equals(ids.get(2)))
                .extracting(row -> row.path("MasterRecordId").asText())
                .containsOnly(ids.get(1));
        assertThat(crm.ids(after)).contains(ids.get(1));
    }

    @Test
    void readsOnFromASafeTimeIfTheQueryWasForgotten() {
        crm.enter(crm.customers().page().size() + 1);
        Page first = crm.read(null);
        org.faults()
                .next(
                        1,
                        "GET",
                        "/query/",
                        new Fault.Refusal(400, Map.of(), "[{\"errorCode\":\"INVALID_QUERY_LOCATOR\"}]"));

        Page again = crm.read(first.nextCursor());

        assertThat(crm.ids(again.records())).isEqualTo(crm.ids(first.records()));
        assertThat(crm.readToEnd(again.nextCursor()).rows()).hasSize(1);
    }

    private Map<String, String> connection() {
        return Map.of(
                "url",
                org.baseUri().toString(),
                "token",
                String.valueOf(org.credentials().get("token")));
    }

    private void loadByAJob() {
        var settings = new HashMap<>(connection());
        settings.put("bulk", "true");
        crm.restart(settings);
    }

    @Test
    void readsAllByAJobTheFirstTimeAndThenWhatChangedSinceItBegan() {
        loadByAJob();
        String account = asStaff("Account", Map.of("Name", "Müller, \"M\" & Co"));
        String ana =
                asStaff("Contact", Map.of("LastName", "Silva", "AccountId", account, "MailingStreet", "Hof\nTor 5"));
        String gone = asStaff("Contact", Map.of("LastName", "Lima"));
        org.asStaff("DELETE", ROWS + "Contact/" + gone, null);
        crm.clock.advance(Duration.ofMinutes(1));
        org.jobs(1, false);

        Page begun = crm.read(null);
        crm.restart(connection());
        crm.clock.advance(Duration.ofMinutes(1));
        crm.rename(ana, "Souza");
        Run all = crm.readToEnd(begun.nextCursor());

        assertThat(begun.records()).isEmpty();
        assertThat(all.rows()).extracting(crm::id).containsExactly(ana, gone);
        CustomerData data = crm.canonical(all.rows().get(0));
        assertThat(data.text(Attribute.FAMILY_NAME))
                .as("as it was when the job began")
                .isEqualTo("Silva");
        assertThat(data.text(Attribute.ORGANIZATION)).isEqualTo("Müller, \"M\" & Co");
        assertThat(all.rows())
                .extracting(row -> crm.connector().facts("customers").of(row).deleted())
                .containsExactly(false, true);
        assertThat(crm.readToEnd(all.cursor()).rows())
                .singleElement()
                .satisfies(later -> assertThat(later.path("LastName").asText()).isEqualTo("Souza"));
    }

    @Test
    void readsPageByPageWhereTheJobFailsOrIsForgotten() {
        loadByAJob();
        crm.enter(3);
        org.jobs(0, true);
        assertThat(crm.readToEnd(null).rows()).hasSize(3);

        org.jobs(0, false);
        Page begun = crm.read(null);
        org.forgetJobs();
        assertThat(crm.readToEnd(begun.nextCursor()).rows()).hasSize(3);
        assertThat(org.log().count("GET", "/queryAll")).isEqualTo(2);
    }

    @Test
    void missesNothingThatChangedBehindAQueryWhichShowsALaterChangeAtItsEnd() {
        crm.clock.set(Instant.now().minus(Duration.ofHours(2)));
        crm.enter(crm.customers().page().size() + 1);
        crm.clock.set(Instant.now());
        Page first = crm.read(null);
        String behind = crm.id(first.records().get(0));
        Set<String> unread = new HashSet<>(crm.ids(org.all()));
        unread.removeAll(crm.ids(first.records()));
        String ahead = unread.iterator().next();
        crm.clock.advance(Duration.ofSeconds(20));
        crm.rename(behind, "Lima");
        crm.clock.advance(Duration.ofSeconds(20));
        crm.rename(ahead, "Souza");

        Run rest = crm.readToEnd(first.nextCursor());

        assertThat(rest.rows()).extracting(row -> row.path("LastName").asText()).containsExactly("Souza");
        assertThat(crm.ids(crm.readToEnd(rest.cursor()).rows())).contains(behind);
    }

    @Test
    void takesTheAccountForTheCompany() {
        String account = asStaff("Account", Map.of("Name", "Analytical Engines"));
        asStaff("Contact", Map.of("LastName", "Lovelace", "AccountId", account));
        JsonNode row = crm.read(null).records().get(0);
        assertThat(crm.canonical(row).text(Attribute.ORGANIZATION)).isEqualTo("Analytical Engines");
    }

    @Test
    void writesSeveralInOneCallAndTellsWhichOneWasRefused() {
        List<WriteOutcome> created = together(
                null, ana("Silva", "ana@example.org"), ana("Lima", "no-address"), ana("Sosa", "sosa@example.org"));

        assertThat(created.get(1)).isInstanceOfSatisfying(Rejected.class, no -> {
            assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_REFUSED);
            assertThat(no.message()).contains("INVALID_EMAIL_ADDRESS", "Email").doesNotContain("no-address");
        });
        assertThat(names()).containsExactly("Silva", "Sosa");
        assertThat(org.log().count("PATCH", "/composite/sobjects/Contact/Karat_Id__c"))
                .isEqualTo(1);

        List<String> ids = List.of(((Applied) created.get(0)).externalId(), ((Applied) created.get(2)).externalId());
        List<WriteOutcome> changed = together(ids, ana("Paz", "ana@example.org"), ana("Vega", "sosa@example.org"));

        assertThat(changed).allMatch(Applied.class::isInstance);
        assertThat(names()).containsExactly("Paz", "Vega");
        assertThat(org.log().count("PATCH", "/composite/sobjects"))
                .as("one to create, one to change")
                .isEqualTo(2);
    }

    @Test
    void createsAContactOnceThoughTheAnswerWasLostAndNoAddressFindsIt() {
        CustomerData nobody =
                CustomerData.builder().text(Attribute.FAMILY_NAME, "Silva").build();
        org.faults().next(1, "PATCH", "/sobjects/Contact/Karat_Id__c/", Fault.lostAfterWrite());
        assertThat(crm.connector().write("customer", upsert(null, nobody))).isInstanceOf(Unknown.class);
        assertThat(names()).containsExactly("Silva");

        assertThat(crm.connector().write("customer", upsert(null, nobody))).isInstanceOf(Applied.class);

        assertThat(names()).containsExactly("Silva");
    }

    @Test
    void linksAContactThatTheOrgHasAlready() {
        String id = asStaff("Contact", Map.of("LastName", "Silva", "Email", "Ana@example.org"));
        assertThat(crm.connector().write("customer", upsert(null, ana("Lima", "ana@example.org"))))
                .isInstanceOfSatisfying(Applied.class, linked -> {
                    assertThat(linked.externalId()).isEqualTo(id);
                    assertThat(linked.created()).isFalse();
                });
        assertThat(names()).containsExactly("Lima");
    }

    @Test
    void leavesTheOrgAloneForAWhileWhenItsDayIsUsedUp() {
        org.allow(0);
        GatewayException refused = catchThrowableOfType(GatewayException.class, () -> crm.read(null));
        assertThat(refused.code()).isEqualTo(ErrorCode.VENDOR_RATE_LIMITED);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void triesAgainWhereAnotherWriteLocksTheRow() {
        String id = asStaff("Contact", Map.of("LastName", "Silva"));
        org.faults().next(1, "PATCH", id, new Fault.Refusal(400, Map.of(), "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\"}]"));
        assertThat(crm.connector().write("customer", upsert(id, ana("Lima", "ana@example.org"))))
                .isInstanceOfSatisfying(
                        WriteOutcome.Retryable.class,
                        later -> assertThat(later.code()).isEqualTo(ErrorCode.VENDOR_UNAVAILABLE));
    }
}
