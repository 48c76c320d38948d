package dev.karat.connectors;

import static dev.karat.connectors.VendorUnderTest.ana;
import static dev.karat.connectors.VendorUnderTest.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.camel.connector.RestConnector;
import dev.karat.camel.connector.http.VendorHttp;
import dev.karat.camel.connector.read.Page;
import dev.karat.camel.connector.spec.Connection;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteItem.Operation;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.camel.connector.write.WriteOutcome.Applied;
import dev.karat.camel.connector.write.WriteOutcome.Retryable;
import dev.karat.camel.connector.write.WriteOutcome.Unknown;
import dev.karat.engine.mapping.MappingContext;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.SapTwin;
import dev.karat.testkit.twin.TwinSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only an S/4HANA does. */
class SapBusinessPartnerTest {
    private static final String API = "/sap/opu/odata/sap/API_BUSINESS_PARTNER";
    private static final CustomerData ANA = ana("Silva", "ana@example.org");

    private final VendorUnderTest erp = VendorsOnDisk.open(Vendor.SAP_BUSINESS_PARTNER);
    private final SapTwin sap = (SapTwin) erp.twin;

    @AfterEach
    void stop() {
        erp.close();
    }

    private WriteOutcome write(WriteItem item) {
        return erp.connector().write("customer", item);
    }

    private Applied applied(WriteItem item) {
        WriteOutcome outcome = write(item);
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied) outcome;
    }

    private JsonNode partner() {
        return sap.all().get(0);
    }

    private JsonNode address() {
        return partner().at("/to_BusinessPartnerAddress/results/0");
    }

    private void asStaff(String method, String path, Map<String, ?> body) {
        sap.asStaff(method, API + path, new ObjectMapper().valueToTree(body));
    }

    private static CustomerData whole() {
        return ANA.with(CustomerData.builder()
                .text(Attribute.BIRTH_DATE, "1978-12-11")
                .texts(Attribute.PHONES, "+4930123456")
                .put(
                        Attribute.ADDRESS,
                        Value.block(Map.of("streetAddress", "Hauptstr. 5", "locality", "Berlin", "country", "DE")))
                .build());
    }

    @Test
    void createsABusinessPartnerWithAllThatHangsOnItInOneCall() {
        Applied created = applied(upsert(null, whole()));
        assertThat(sap.log().changes()).isEqualTo(1);
        assertThat(partner().path("BirthDate").asText()).isEqualTo("/Date(282182400000)/");
        assertThat(partner().path("BusinessPartnerCategory").asText()).isEqualTo("1");
        assertThat(address().path("StreetName").asText()).isEqualTo("Hauptstr. 5");
        CustomerData shown = erp.canonical(Objects.requireNonNull(created.readBack()));
        assertThat(shown.text(Attribute.BIRTH_DATE)).isEqualTo("1978-12-11");
        assertThat(shown.texts(Attribute.PHONES)).containsExactly("+4930123456");
        assertThat(shown.component(Attribute.ADDRESS, "locality")).isEqualTo("Berlin");
        assertThat(created.token()).isNotNull();
    }

    @Test
    void changesOnlyTheRowThatSaysSomethingElse() {
        String id = applied(upsert(null, whole())).externalId();
        long changes = sap.log().changes();
        CustomerData moved = CustomerData.builder()
                .put(
                        Attribute.ADDRESS,
                        Value.block(Map.of("streetAddress", "Nebenstr. 7", "locality", "Bonn", "country", "DE")))
                .texts(Attribute.EMAILS, "ana@example.org")
                .build();
        applied(upsert(id, moved));
        assertThat(sap.log().changes()).isEqualTo(changes + 1);
        assertThat(address().path("CityName").asText()).isEqualTo("Bonn");
        assertThat(address().at("/to_EmailAddress/results")).hasSize(1);
        assertThat(partner().at("/to_BusinessPartnerAddress/results")).hasSize(1);
        applied(upsert(id, moved));
        assertThat(sap.log().changes()).isEqualTo(changes + 1);
    }

    @Test
    void addsAnAddressOrAMailAddressThatIsNotThere() {
        asStaff("POST", "/A_BusinessPartner", Map.of("BusinessPartnerCategory", "1", "LastName", "Silva"));
        String id = erp.id(partner());
        applied(upsert(
                id,
                CustomerData.builder()
                        .put(Attribute.ADDRESS, Value.block(Map.of("locality", "Bonn", "country", "DE")))
                        .build()));
        assertThat(address().path("CityName").asText()).isEqualTo("Bonn");
        applied(upsert(
                id,
                CustomerData.builder()
                        .texts(Attribute.EMAILS, "ana@example.org")
                        .build()));
        assertThat(address().at("/to_EmailAddress/results/0/EmailAddress").asText())
                .isEqualTo("ana@example.org");
        assertThat(partner().at("/to_BusinessPartnerAddress/results")).hasSize(1);
    }

    @Test
    void doesNotLeaveTheHouseNumberBesideAStreetThatHasIt() {
        asStaff(
                "POST",
                "/A_BusinessPartner",
                Map.of(
                        "BusinessPartnerCategory",
                        "1",
                        "LastName",
                        "Silva",
                        "to_BusinessPartnerAddress",
                        Map.of("results", List.of(Map.of("StreetName", "Hauptstr.", "HouseNumber", "5")))));
        JsonNode row = erp.readToEnd(null).rows().get(0);
        assertThat(erp.canonical(row).component(Attribute.ADDRESS, "streetAddress"))
                .isEqualTo("Hauptstr. 5");
        applied(upsert(
                erp.id(row),
                CustomerData.builder()
                        .put(Attribute.ADDRESS, Value.block(Map.of("streetAddress", "Nebenstr. 7")))
                        .build()));
        assertThat(erp.canonical(erp.readToEnd(null).rows().get(0)).component(Attribute.ADDRESS, "streetAddress"))
                .isEqualTo("Nebenstr. 7");
    }

    @Test
    void fetchesAnotherTokenWhenTheSessionEnded() {
        String id = applied(upsert(null, ANA)).externalId();
        sap.endSessions();
        assertThat(applied(upsert(id, ana("Lima", "ana@example.org"))).externalId())
                .isEqualTo(id);
        assertThat(partner().path("LastName").asText()).isEqualTo("Lima");
    }

    @Test
    void refusesAWriteToWhatChangedMeanwhile() {
        Applied created = applied(upsert(null, ANA));
        erp.rename(created.externalId(), "Souza");
        CustomerData married = ana("Lima", "ana@example.org");
        var stale = new WriteItem(
                "item", Operation.UPSERT, created.externalId(), married, married.attributes(), false, created.token());
        assertThat(write(stale))
                .isInstanceOfSatisfying(
                        Retryable.class, again -> assertThat(again.code()).isEqualTo(ErrorCode.VENDOR_STALE));
        assertThat(partner().path("LastName").asText()).isEqualTo("Souza");
    }

    @Test
    void doesNotKnowTheFateOfAChangeWhoseAddressFailed() {
        String id = applied(upsert(null, whole())).externalId();
        sap.faults().next(1, "PATCH", "A_AddressEmailAddress", Fault.unavailable("1"));
        WriteItem item = upsert(id, ana("Lima", "lima@example.net"));
        assertThat(write(item)).isInstanceOf(Unknown.class);
        assertThat(partner().path("LastName").asText()).isEqualTo("Lima");
        applied(item);
        assertThat(address().at("/to_EmailAddress/results/0/EmailAddress").asText())
                .isEqualTo("lima@example.net");
    }

    @Test
    void countsWhoIsMarkedForArchivingAsDeletedAndLeavesGroupsOut() {
        String id = applied(upsert(null, ANA)).externalId();
        applied(VendorUnderTest.item(Operation.DEACTIVATE, id, ANA));
        asStaff("POST", "/A_BusinessPartner", Map.of("BusinessPartnerCategory", "3"));
        assertThat(erp.readToEnd(null).rows())
                .singleElement()
                .satisfies(row -> assertThat(
                                erp.connector().facts("customers").of(row).deleted())
                        .isTrue());
    }

    @Test
    void findsAMailAddressOfAnyLengthAndNoOtherThatBeginsLikeIt() {
        String id = applied(upsert(null, ana("Silva", "ana.maria.silva.de.souza@example.org")))
                .externalId();
        applied(upsert(null, ana("Lima", "ana.maria.silva.de.lima@example.org")));
        assertThat(applied(upsert(null, ana("Silva", "Ana.Maria.Silva.de.Souza@example.org")))
                        .externalId())
                .isEqualTo(id);
        assertThat(sap.all()).hasSize(2);
    }

    @Test
    void readsAndAsksForTimesInTheZoneOfTheSystem() {
        ZoneId zone = ZoneId.of("Asia/Tokyo");
        try (SapTwin far = SapTwin.start(TwinSettings.of(erp.clock), zone)) {
            var settings = new HashMap<>(far.credentials());
            settings.putAll(Map.of("url", far.baseUri().toString(), "service", API));
            var connector = new RestConnector(
                    erp.folder,
                    new Connection(settings, Set.of()),
                    new MappingContext(null, zone, MappingContext.Blank.UNKNOWN),
                    VendorHttp.newClient(Duration.ofSeconds(10)),
                    erp.clock);
            var ana = new ObjectMapper().valueToTree(Map.of("BusinessPartnerCategory", "1", "LastName", "Silva"));
            // Whoever took the times for UTC would take them for mistakes, hours ahead of the vendor's own clock.
            erp.clock.advance(
                    Duration.between(erp.clock.instant(), Instant.now()).minusHours(2));
            far.asStaff("POST", API + "/A_BusinessPartner", ana);
            erp.clock.advance(Duration.ofHours(2));
            far.asStaff("POST", API + "/A_BusinessPartner", ana);
            Page first = connector.read("customers", null);
            assertThat(first.records()).hasSize(2);
            assertThat(connector.facts("customers").of(first.records().get(1)).modifiedAt())
                    .isEqualTo(erp.clock.instant().truncatedTo(ChronoUnit.SECONDS));
            Page last = connector.read("customers", first.nextCursor());
            assertThat(last.endOfStream()).isTrue();
            assertThat(connector.read("customers", last.nextCursor()).records()).hasSize(1);
        }
    }
}
