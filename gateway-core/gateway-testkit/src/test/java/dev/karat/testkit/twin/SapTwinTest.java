package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.TestClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SapTwinTest {
    private static final String API = "/sap/opu/odata/sap/API_BUSINESS_PARTNER";
    private static final String ADA = "{\"BusinessPartnerCategory\":\"1\",\"FirstName\":\"Ada\",\"LastName\":\"L\","
            + "\"BirthDate\":\"/Date(282182400000)/\",\"to_BusinessPartnerAddress\":{\"results\":[{\"CityName\":\"Berlin\","
            + "\"to_EmailAddress\":{\"results\":[{\"EmailAddress\":\"Ada.Lovelace@example.test\"}]}}]}}";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05.678Z");
    private final SapTwin sap = SapTwin.start(TwinSettings.of(clock), ZoneId.of("Europe/Berlin"));

    @AfterEach
    void stop() {
        sap.close();
    }

    private Client client() {
        String pair = "KARAT:" + sap.credentials().get("password");
        return new Client(
                sap,
                Map.of(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
    }

    private Client session() {
        var fetched = client().with("X-CSRF-Token", "Fetch").get(API + "/");
        return client().with("X-CSRF-Token", fetched.header("X-CSRF-Token"))
                .with("Cookie", fetched.header("Set-Cookie").split(";", 2)[0]);
    }

    private JsonNode found(String entity, String filter) {
        return client().get(API + "/" + entity + "?$filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8))
                .json()
                .at("/d/results");
    }

    @Test
    void takesChangesOnlyWithATokenAndItsCookies() {
        var refused = client().post(API + "/A_BusinessPartner", ADA);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("X-CSRF-Token")).isEqualTo("Required");
        Client session = session();
        assertThat(session.with("Cookie", "another=1")
                        .post(API + "/A_BusinessPartner", ADA)
                        .status())
                .isEqualTo(403);
        assertThat(session.post(API + "/A_BusinessPartner", ADA).status()).isEqualTo(201);
        sap.endSessions();
        assertThat(session.post(API + "/A_BusinessPartner", ADA).status()).isEqualTo(403);
    }

    @Test
    void takesWhatIsBelowAlongAndWritesTimesInItsOwnZone() {
        JsonNode ada = session().post(API + "/A_BusinessPartner", ADA).json().path("d");
        assertThat(ada.at("/to_BusinessPartnerAddress/results/0/CityName").asText())
                .isEqualTo("Berlin");
        assertThat(ada.path("CreationTime").asText()).isEqualTo("PT04H04M05S");
        assertThat(ada.path("CreationDate").asText()).isEqualTo("/Date(1767312000000)/");
        assertThat(ada.path("LastChangeDate").isNull()).isTrue();
        JsonNode mail = found("A_AddressEmailAddress", "SearchEmailAddress eq 'ADA.LOVELACE@EXAMPLE'");
        assertThat(mail).hasSize(1);
        String address = mail.at("/0/AddressID").asText();
        assertThat(found("A_BusinessPartnerAddress", "AddressID eq '" + address + "'")
                        .at("/0/BusinessPartner"))
                .isEqualTo(ada.path("BusinessPartner"));
    }

    @Test
    void takesAChangeOnlyOfWhatTheCallerSaw() {
        JsonNode ada = session().post(API + "/A_BusinessPartner", ADA).json().path("d");
        String path = API + "/A_BusinessPartner('" + ada.path("BusinessPartner").asText() + "')";
        String married = "{\"LastName\":\"King\"}";
        Client session = session();
        assertThat(session.send("PATCH", path, married).status()).isEqualTo(428);
        Client seen = session.with("If-Match", ada.at("/__metadata/etag").asText());
        assertThat(seen.send("PATCH", path, married).status()).isEqualTo(204);
        assertThat(seen.send("PATCH", path, married).status()).isEqualTo(412);
        JsonNode now = client().get(path).json().path("d");
        assertThat(now.path("LastName").asText()).isEqualTo("King");
        assertThat(now.path("LastChangeTime").asText()).isEqualTo("PT04H04M05S");
    }

    @Test
    void comparesDatesAndTimesAndNumbers() {
        session().post(API + "/A_BusinessPartner", ADA);
        String day = "CreationDate eq datetime'2026-01-02T00:00:00' and CreationTime ge time'PT04H04M0";
        assertThat(found("A_BusinessPartner", day + "5S'")).hasSize(1);
        assertThat(found("A_BusinessPartner", day + "6S'")).isEmpty();
        assertThat(found("A_BusinessPartner", "LastChangeDate gt datetime'1970-01-01T00:00:00'"))
                .isEmpty();
        assertThat(found("A_BusinessPartner", "BusinessPartner gt '' and (LastName eq 'X' or LastName eq 'L')"))
                .hasSize(1);
        assertThat(found("A_BusinessPartner", "BusinessPartner gt '999'")).hasSize(1);
        assertThat(client().get(API + "/A_BusinessPartner?$filter=(LastName").status())
                .isEqualTo(400);
    }

    @Test
    void refusesInItsOwnWords() {
        var nameless = session().post(API + "/A_BusinessPartner", "{\"BusinessPartnerCategory\":\"1\"}");
        assertThat(nameless.status()).isEqualTo(400);
        assertThat(nameless.json().at("/error/message/value").asText()).isEqualTo("Enter a last name");
        assertThat(session()
                        .post(API + "/A_BusinessPartner", ADA.replace("@", " at "))
                        .status())
                .isEqualTo(400);
        assertThat(sap.all()).isEmpty();
        assertThat(client().get(API + "/A_BusinessPartner('4711')").status()).isEqualTo(404);
    }
}
