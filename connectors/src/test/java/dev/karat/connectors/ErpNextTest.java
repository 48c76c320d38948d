package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.webhook.WebhookCall;
import dev.karat.camel.connector.webhook.WebhookReader;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Rejected;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.connectors.VendorUnderTest.Run;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.testkit.twin.ErpNextTwin;
import dev.karat.testkit.twin.Signatures;
import dev.karat.testkit.twin.TwinSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only ERPNext does. */
class ErpNextTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CustomerData ANA = ana("Silva", "ana@example.org");
    private static final String CONTACTS = "/api/resource/Contact";

    private final VendorUnderTest site = VendorsOnDisk.open(Vendor.ERPNEXT);

    @AfterEach
    void stop() {
        site.close();
    }

    private JsonNode asStaff(String method, String name, Map<String, ?> body) {
        site.clock.advance(Duration.ofSeconds(5));
        String path = CONTACTS + (name.isEmpty() ? "" : "/" + name.replace(" ", "%20"));
        return site.twin.asStaff(method, path, JSON.valueToTree(body)).path("data");
    }

    private WriteOutcome write(WriteItem item) {
        site.clock.advance(Duration.ofSeconds(1));
        return site.connector().write("customer", item);
    }

    private Applied applied(WriteItem item) {
        WriteOutcome outcome = write(item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    private static CustomerData with(Attribute attribute, String... texts) {
        return CustomerData.builder().texts(attribute, texts).build();
    }

    private static Map<String, ?> rows(String... emails) {
        return Map.of(
                "email_ids",
                List.of(
                        Map.of("email_id", emails[0], "is_primary", 0),
                        Map.of("email_id", emails[1], "is_primary", 1)));
    }

    @Test
    void readsTheTablesOfEachContactThePrimaryAddressFirst() {
        site.enter(1);
        String name = site.idsAtVendor().iterator().next();
        asStaff("PUT", name, rows("office@example.org", "ana@example.org"));
        assertThat(site.readToEnd(null).rows())
                .extracting(row -> site.canonical(row).texts(Attribute.EMAILS))
                .containsExactly(List.of("ana@example.org", "office@example.org"));
    }

    @Test
    void changesOneRowOfATableThatIsReplacedAsAWhole() {
        String id = applied(upsert(null, ANA)).externalId();
        asStaff("PUT", id, rows("ana@example.org", "work@example.org"));
        JsonNode changed = Objects.requireNonNull(
                applied(upsert(id, with(Attribute.EMAILS, "lima@example.org"))).readBack());
        assertThat(changed.path("email_ids"))
                .extracting(row -> row.path("email_id").asText())
                .containsExactly("lima@example.org", "work@example.org");
        long changes = site.twin.log().changes();
        applied(upsert(id, with(Attribute.EMAILS, "work@example.org")));
        assertThat(site.twin.log().changes()).isEqualTo(changes);
    }

    @Test
    void refusesAWriteToWhatChangedMeanwhile() {
        Applied created = applied(upsert(null, ANA));
        asStaff("PUT", created.externalId(), Map.of("designation", "Analyst"));
        CustomerData married = ana("Lima", "ana@example.org");
        var stale = new WriteItem(
                "item", Operation.UPSERT, created.externalId(), married, married.attributes(), false, created.token());
        assertThat(write(stale))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_STALE));
        assertThat(applied(upsert(created.externalId(), married)).token()).isNotEqualTo(created.token());
    }

    @Test
    void findsNobodyByANameAndDoesNotGuessBetweenTwo() {
        Applied first = applied(upsert(null, ANA));
        Applied namesake = applied(upsert(null, ana("Silva", "other@example.org")));
        assertThat(namesake.externalId()).isEqualTo(first.externalId() + "-1");
        asStaff("PUT", namesake.externalId(), rows("other@example.org", "ana@example.org"));
        assertThat(write(upsert(null, ANA)))
                .isInstanceOfSatisfying(
                        Rejected.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.VENDOR_CONFLICT));
    }

    /** What a long transaction wrote shows late, also if the list went on meanwhile. */
    @Test
    void readsWhatIsYoungAgain() {
        site.clock.advance(Duration.between(site.clock.instant(), Instant.now().minusSeconds(1_000)));
        site.enter(site.customers().page().size() + 1);
        site.clock.advance(Duration.between(site.clock.instant(), Instant.now().minusSeconds(10)));
        site.enter(2);
        Run first = site.readToEnd(null);
        assertThat(first.pages()).isGreaterThan(1);
        assertThat(site.ids(site.readToEnd(first.cursor()).rows())).hasSize(2).isSubsetOf(site.ids(first.rows()));
    }

    @Test
    void takesTheTimesOfItsSiteInTheZoneOfTheSystem() {
        ZoneId kolkata = ZoneId.of("Asia/Kolkata");
        site.clock.advance(Duration.between(site.clock.instant(), Instant.now().minusSeconds(3_600)));
        try (var twin = ErpNextTwin.start(TwinSettings.of(site.clock), kolkata)) {
            var settings = JSON.valueToTree(Map.of(
                    "url",
                    twin.baseUri().toString(),
                    "apiKey",
                    ErpNextTwin.KEY,
                    "apiSecret",
                    String.valueOf(twin.credentials().get("apiSecret"))));
            var connector = new RestConnector(
                    site.folder,
                    Connection.of(site.folder.spec().connection(), settings, Secrets.ofProcess()),
                    new MappingContext("IN", kolkata, MappingContext.Blank.UNKNOWN),
                    VendorHttp.newClient(Duration.ofSeconds(10)),
                    site.clock);
            twin.asStaff("POST", CONTACTS, JSON.valueToTree(Map.of("first_name", "Ana")));
            site.clock.advance(Duration.ofMinutes(10));
            twin.asStaff("POST", CONTACTS, JSON.valueToTree(Map.of("first_name", "Ben")));
            Page first = connector.read("customers", null);
            assertThat(connector.facts("customers").of(first.records().get(1)).modifiedAt())
                    .isEqualTo(site.clock.instant().truncatedTo(ChronoUnit.MICROS));
            Page second = connector.read("customers", first.nextCursor());
            assertThat(second.records()).hasSize(1);
        }
    }

    @Test
    void tellsByAWebhookWhatChangedAndWhatWasDeleted() {
        var settings = JSON.valueToTree(Map.of(
                "url", "http://127.0.0.1", "apiKey", "key", "apiSecret", "secret", "webhookSecret", "hook-secret"));
        var connection = Connection.of(site.folder.spec().connection(), settings, Secrets.ofProcess());
        var reader = new WebhookReader(Objects.requireNonNull(site.folder.spec().webhook()), connection, site.clock);
        // As Python writes it, with a blank behind each colon: the bytes are signed, not what they mean.
        assertThat(reader.read(call("{\"event\": \"changed\", \"name\": \"Ana Silva\"}", "hook-secret"))
                        .changed())
                .containsExactly("Ana Silva");
        assertThat(reader.read(call("{\"event\": \"deleted\", \"name\": \"J\\u00fcrgen\"}", "hook-secret"))
                        .deleted())
                .containsExactly("Jürgen");
        assertThatThrownBy(() -> reader.read(call("{\"event\": \"deleted\", \"name\": \"Ana\"}", "another")))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WEBHOOK_REFUSED));
    }

    private static WebhookCall call(String body, String secret) {
        return new WebhookCall(
                "POST",
                "https://karat.example.org/webhooks/erp",
                Map.of("X-Frappe-Webhook-Signature", Signatures.shopify(secret, body)),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
