package dev.karat.server.rest;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.StewardDecision;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Profiles over REST. */
class CustomersTest {
    private static final String TOKEN = Login.READER.token();

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    @Nested
    class WhenTwoSystemsKnowACustomer {
        @Test
        void theProfileTellsWhereEachValueComesFrom() {
            gateway.ingest("erp", "p1", person("Ada", "Lovelace", "ada.p1@example.com", "+493012345001"));
            String id = gateway.ingest("shop", "p1", person("Ada", "Lovelace", "ada.p1@example.com", "+493012345001"));
            gateway.ingest(new IngestItem.Event(
                    new Interaction("shop", "order-p1", "p1", "order", 1_000_000L, "An order", "open")));

            var answer = gateway.get("/api/customers/" + id, TOKEN);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Cache-Control")).contains("no-store");
            JsonNode customer = answer.json();
            assertThat(customer.path("id").asText()).isEqualTo(id);
            assertThat(customer.at("/data/givenName").asText()).isEqualTo("Ada");
            assertThat(customer.path("records").findValuesAsText("system")).containsExactlyInAnyOrder("erp", "shop");
            assertThat(customer.path("provenance").findValuesAsText("attribute"))
                    .contains("givenName", "emails");
            assertThat(customer.at("/provenance/0/sources/0/id").asText()).isEqualTo("p1");
            assertThat(customer.at("/interactions/0/kind").asText()).isEqualTo("order");
            assertThat(customer.at("/interactions/0/at").asText()).isEqualTo("1970-01-01T00:00:01Z");
        }

        @Test
        void theProfileIsFoundByTheRecordsOfTheSystem() {
            String id =
                    gateway.ingest("erp", "r/1 ü", person("Grace", "Hopper", "grace.r1@example.com", "+493012345002"));

            var answer = gateway.get("/api/customers/by-record?system=erp&id=r%2F1%20%C3%BC", TOKEN);

            assertThat(answer.json().path("id").asText()).isEqualTo(id);
        }
    }

    @Nested
    class WhenAnIdWasMergedAway {
        @Test
        void itAnswersWithTheSurvivor() {
            String first =
                    gateway.ingest("erp", "m1", person("Mary", "Shelley", "mary.m1@example.com", "+493012345003"));
            String second =
                    gateway.ingest("shop", "m1", person("M.", "Godwin", "godwin.m1@example.org", "+493012345004"));
            assertThat(second).isNotEqualTo(first);
            decideSame("m1");

            var answer = gateway.get("/api/customers/" + second, TOKEN);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("id").asText()).isEqualTo(first);
            assertThat(answer.json().path("redirectedFrom").asText()).isEqualTo(second);
        }

        private void decideSame(String id) {
            var decision = new StewardDecision(
                    new RecordKey("erp", "customer", id),
                    new RecordKey("shop", "customer", id),
                    StewardDecision.Verdict.ALWAYS,
                    "test",
                    1);
            gateway.bean(Hub.class)
                    .decide(decision)
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Nested
    class WhenNoRecordIsLeft {
        @Test
        void theIdIsGone() {
            String id = gateway.ingest("erp", "g1", person("Emmy", "Noether", "emmy.g1@example.com", "+493012345005"));
            gateway.ingest(gateway.version("erp", "g1", true, CustomerData.empty()));

            var answer = gateway.get("/api/customers/" + id, TOKEN);

            assertThat(answer.status()).isEqualTo(410);
            assertThat(answer.json().path("code").asText()).isEqualTo("GONE");
        }
    }

    @Nested
    class WhenSearched {
        @Test
        void theNotationOfAnAddressOrNumberDoesNotMatter() {
            String id = gateway.ingest("erp", "s1", person("Lise", "Meitner", "lise.s1@example.com", "+493012345006"));

            assertThat(search("{\"email\":\" LISE.S1@Example.com \"}").findValuesAsText("id"))
                    .contains(id);
            assertThat(search("{\"phone\":\"030 12345006\"}").findValuesAsText("id"))
                    .contains(id);
            assertThat(search("{\"phone\":\"030 12345006\",\"country\":\"FR\"}").findValuesAsText("id"))
                    .doesNotContain(id);
        }

        private JsonNode search(String body) {
            return gateway.post("/api/customers/search", TOKEN, body).json().path("customers");
        }

        @Test
        void aQuestionThatMakesNoSenseIsRefused() {
            for (String body :
                    new String[] {"{}", "{\"email\":\"nobody\"}", "{\"email\":\"a@b.de\",\"phone\":\"1\"}", "{"}) {
                var answer = gateway.post("/api/customers/search", TOKEN, body);

                assertThat(answer.status()).as(body).isEqualTo(400);
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(answer.json().path("code").asText()).isEqualTo("REQUEST_INVALID");
            }
        }
    }

    @Test
    void anUnknownIdIsNotFound() {
        for (String path : new String[] {"/api/customers/nobody", "/api/customers/by-record?system=erp&id=nobody"}) {
            var answer = gateway.get(path, TOKEN);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().path("code").asText()).isEqualTo("NOT_FOUND");
        }
    }
}
