package dev.karat.server.rest;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Profiles as they were, over REST. */
class HistoryTest {
    private static final String TOKEN = Login.READER.token();

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    private GatewayUnderTest.Answer asOf(String id, Instant at) {
        return gateway.get("/api/customers/" + id + "?asOf=" + at, TOKEN);
    }

    private JsonNode history(String id) {
        var answer = gateway.get("/api/customers/" + id + "/history", TOKEN);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return answer.json();
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WhenTwoProfilesWereMerged {
        private final String first =
                gateway.ingest("erp", "q1", person("Ida", "Noddack", "ida.q1@letters.test", "+493012351001"));
        private final String second =
                gateway.ingest("shop", "q1", person("I.", "Tacke", "tacke.q1@letters.test", "+493012351002"));
        private final Instant apart = Instant.now();

        WhenTwoProfilesWereMerged() {
            var decision = new StewardDecision(
                    new RecordKey("erp", "customer", "q1"),
                    new RecordKey("shop", "customer", "q1"),
                    Verdict.ALWAYS,
                    "eve",
                    ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
            gateway.bean(Hub.class)
                    .decide(decision)
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }

        @Test
        void theMergedIdShowsItsOwnProfileOfThenAndTheSurvivorNow() {
            JsonNode then = asOf(second, apart).json();
            assertThat(then.path("id").asText()).isEqualTo(second);
            assertThat(then.path("redirectedFrom").isNull()).isTrue();
            assertThat(then.at("/data/familyName").asText()).isEqualTo("Tacke");
            assertThat(then.path("records").findValuesAsText("system")).containsExactly("shop");
            assertThat(then.at("/records/0/data/familyName").asText()).isEqualTo("Tacke");

            JsonNode now = asOf(second, Instant.now()).json();
            assertThat(now.path("id").asText()).isEqualTo(first);
            assertThat(now.path("redirectedFrom").asText()).isEqualTo(second);
            assertThat(now.path("records")).hasSize(2);
        }

        @Test
        void bothTellWithWhomAndWhoSaidSo() {
            JsonNode merged = history(second);
            assertThat(merged.path("status").asText()).isEqualTo("REDIRECT");
            assertThat(merged.path("redirectTo").asText()).isEqualTo(first);
            assertThat(merged.path("changes").findValuesAsText("type")).containsExactly("MERGED", "CREATED");
            assertThat(merged.at("/changes/0/other").asText()).isEqualTo(first);
            assertThat(merged.at("/changes/0/cause").asText()).isEqualTo("steward eve");
            assertThat(merged.at("/records/0/record/id").asText()).isEqualTo("q1");

            JsonNode survivor = history(first);
            assertThat(survivor.path("changes").findValuesAsText("type"))
                    .containsExactlyInAnyOrder("UPDATED", "MERGED_IN", "CREATED");
            assertThat(survivor.path("changes").findValuesAsText("other")).contains(second);
            assertThat(survivor.at("/changes").toString()).contains("emails").doesNotContain("tacke.q1");
            assertThat(survivor.at("/verdicts/0/by").asText()).isEqualTo("eve");
            assertThat(survivor.at("/verdicts/0/until").isNull()).isTrue();
        }
    }

    @Test
    void beforeItsFirstVersionAndAfterItsLastThereIsNoCustomer() {
        Instant before = Instant.now().minusSeconds(60);
        String id = gateway.ingest("erp", "q2", person("Irene", "Curie", "irene.q2@letters.test", "+493012351003"));
        Instant alive = Instant.now();
        gateway.ingest(gateway.version("erp", "q2", true, CustomerData.empty()));

        assertThat(asOf(id, before).status()).isEqualTo(404);
        assertThat(asOf(id, alive).json().at("/data/familyName").asText()).isEqualTo("Curie");
        assertThat(asOf(id, Instant.now()).status()).isEqualTo(410);
        assertThat(asOf(id, Instant.parse("9999-12-31T23:59:59Z")).status()).isEqualTo(410);
        assertThat(history(id).path("status").asText()).isEqualTo("ARCHIVED");
    }

    @Test
    void aTimeThatIsNoneAndAnIdThatIsNoneAreRefused() {
        for (String path : new String[] {"/api/customers/x?asOf=yesterday", "/api/customers/x?asOf=2026-05-04"}) {
            assertThat(gateway.get(path, TOKEN).status()).as(path).isEqualTo(400);
        }
        assertThat(gateway.get("/api/customers/nobody/history", TOKEN).status()).isEqualTo(404);
        assertThat(gateway.get("/api/customers/nobody/history", null).status()).isEqualTo(401);
    }
}
