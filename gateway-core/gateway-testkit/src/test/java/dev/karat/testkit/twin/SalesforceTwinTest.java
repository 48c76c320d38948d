package dev.karat.testkit.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.testkit.TestClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalesforceTwinTest {
    private static final String DATA = "/services/data/v65.0";
    private static final String CONTACTS = DATA + "/sobjects/Contact";

    private final TestClock clock = TestClock.at("2026-01-02T03:04:05.678Z");
    private final SalesforceTwin org = SalesforceTwin.start(TwinSettings.of(clock));
    private final Client client = new Client(
            org, Map.of("Authorization", "Bearer " + org.credentials().get("token")));

    @AfterEach
    void stop() {
        org.close();
    }

    private String create(String family) {
        Client.Answer answer = client.post(CONTACTS, "{\"LastName\":\"" + family + "\"}");
        assertThat(answer.status()).isEqualTo(201);
        return answer.json().path("id").asText();
    }

    private Client.Answer query(String resource, String soql) {
        return client.get(DATA + "/" + resource + "?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8));
    }

    @Test
    void writesTimesInWholeSecondsWithAnOffsetThatHasNoColon() {
        create("Silva");
        JsonNode row =
                query("query", "SELECT Id, SystemModstamp FROM Contact").json().at("/records/0");
        assertThat(row.path("SystemModstamp").asText()).isEqualTo("2026-01-02T03:04:05.000+0000");
        assertThat(row.at("/attributes/type").asText()).isEqualTo("Contact");
    }

    @Test
    void findsByConditionsWhateverTheCaseOfATextIs() {
        String id = create("O'Hara");
        clock.advance(Duration.ofSeconds(10));
        create("Silva");
        assertThat(query("query", "SELECT Id FROM Contact WHERE LastName = 'o\\'hara'")
                        .json()
                        .at("/records/0/Id")
                        .asText())
                .isEqualTo(id);
        assertThat(query(
                                "query",
                                "SELECT Id FROM Contact WHERE SystemModstamp > 2026-01-02T03:04:05Z AND IsDeleted = false")
                        .json()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(1);
        assertThat(query("query", "SELECT Id FROM Contact WHERE Id IN ('" + id + "', 'nobody')")
                        .json()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void saysWhatIsWrongWithAQuery() {
        assertThat(query("query", "SELECT Foo FROM Contact")
                        .json()
                        .at("/0/errorCode")
                        .asText())
                .isEqualTo("INVALID_FIELD");
        assertThat(query("query", "GIVE Id").json().at("/0/errorCode").asText()).isEqualTo("MALFORMED_QUERY");
        assertThat(client.get(DATA + "/query/01g000000000000009-2000")
                        .json()
                        .at("/0/errorCode")
                        .asText())
                .isEqualTo("INVALID_QUERY_LOCATOR");
    }

    @Test
    void showsOnlyAQueryOfAllWhatLiesInTheRecycleBin() {
        String id = create("Silva");
        assertThat(client.delete(CONTACTS + "/" + id).status()).isEqualTo(204);
        assertThat(client.get(CONTACTS + "/" + id).status()).isEqualTo(404);
        assertThat(query("query", "SELECT Id FROM Contact")
                        .json()
                        .path("totalSize")
                        .asInt())
                .isZero();
        assertThat(query("queryAll", "SELECT Id, IsDeleted FROM Contact")
                        .json()
                        .at("/records/0/IsDeleted")
                        .asBoolean())
                .isTrue();
        org.emptyRecycleBin();
        assertThat(query("queryAll", "SELECT Id FROM Contact")
                        .json()
                        .path("totalSize")
                        .asInt())
                .isZero();
    }

    @Test
    void answersACollectionWith200EvenWhereARecordFails() {
        Client.Answer answer = client.send("PATCH", DATA + "/composite/sobjects/Contact/Karat_Id__c", """
                {"allOrNone": false, "records": [
                  {"attributes": {"type": "Contact"}, "Karat_Id__c": "K1", "LastName": "Silva"},
                  {"attributes": {"type": "Contact"}, "Karat_Id__c": "K2", "LastName": "Lima", "Email": "nobody"}]}""");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/0/created").asBoolean()).isTrue();
        assertThat(answer.json().at("/1/success").asBoolean()).isFalse();
        assertThat(answer.json().at("/1/errors/0/statusCode").asText()).isEqualTo("INVALID_EMAIL_ADDRESS");
    }

    @Test
    void insertsByAnExternalIdOnceAndThenUpdates() {
        assertThat(client.send("PATCH", CONTACTS + "/Karat_Id__c/K1", "{\"LastName\":\"Silva\"}")
                        .status())
                .isEqualTo(201);
        Client.Answer again = client.send("PATCH", CONTACTS + "/Karat_Id__c/K1", "{\"LastName\":\"Lima\"}");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("created").asBoolean()).isFalse();
        assertThat(org.all()).hasSize(1);
        assertThat(client.send("PATCH", CONTACTS + "/Karat_Id__c/K1", "{\"Karat_Id__c\":\"K1\"}")
                        .status())
                .as("the id stands in the address only")
                .isEqualTo(400);
    }

    @Test
    void refusesAChangeToWhatWasModifiedMeanwhile() {
        String id = create("Silva");
        String seen = client.get(CONTACTS + "/" + id).header("Last-Modified");
        assertThat(seen).isEqualTo("Fri, 2 Jan 2026 03:04:05 GMT");
        clock.advance(Duration.ofSeconds(2));
        client.send("PATCH", CONTACTS + "/" + id, "{\"LastName\":\"Lima\"}");
        assertThat(client.with("If-Unmodified-Since", seen)
                        .send("PATCH", CONTACTS + "/" + id, "{\"LastName\":\"Paz\"}")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void countsTheCallsOfADay() {
        org.allow(2);
        assertThat(client.get(DATA + "/limits").header("Sforce-Limit-Info")).isEqualTo("api-usage=1/2");
        client.get(DATA + "/limits");
        Client.Answer refused = client.get(DATA + "/limits");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().at("/0/errorCode").asText()).isEqualTo("REQUEST_LIMIT_EXCEEDED");
        clock.advance(Duration.ofHours(25));
        assertThat(client.get(DATA + "/limits").status()).isEqualTo(200);
    }

    @Test
    void keepsItsContactsWhereTheProcessEnds(@TempDir Path folder) {
        try (SalesforceTwin kept = SalesforceTwin.start(TwinSettings.of(clock).in(folder))) {
            kept.asStaff("POST", CONTACTS, Json.object().put("LastName", "Silva"));
        }
        try (SalesforceTwin again = SalesforceTwin.start(TwinSettings.of(clock).in(folder))) {
            assertThat(again.all()).hasSize(1);
        }
    }
}
