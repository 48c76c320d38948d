package dev.karat.server.rest;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StewardDecision.Verdict;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Why and how over REST. */
class ExplanationsTest {
    private static final String TOKEN = Login.VIEWER.token();

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    private GatewayUnderTest.Answer why(String first, String second) {
        return gateway.get("/api/why?first=" + first + "&second=" + second, TOKEN);
    }

    @Nested
    class WhenTwoSystemsKnowACustomer {
        private final String id;

        WhenTwoSystemsKnowACustomer() {
            gateway.ingest("erp", "x:1", person("Sophie", "Germain", "sophie.x1@letters.test", "+493012346001"));
            id = gateway.ingest("shop", "x1", person("Sophie", "Germain", "sophie.x1@letters.test", "+493012346002"));
        }

        @Test
        void theWeightsOfTheirComparisonAddUp() {
            var answer = why("erp:x:1", "shop:x1");

            assertThat(answer.status()).isEqualTo(200);
            JsonNode why = answer.json();
            assertThat(why.path("together").asBoolean()).isTrue();
            assertThat(why.path("outcome").asText()).isEqualTo("LINKED");
            assertThat(why.at("/first/record/id").asText()).isEqualTo("x:1");
            assertThat(why.at("/first/customer").asText()).isEqualTo(id);
            JsonNode evidence = why.path("evidence");
            assertThat(evidence.path("keys").toString()).contains("EMAIL", "NAMES");
            double sum = StreamSupport.stream(evidence.path("lines").spliterator(), false)
                    .mapToDouble(line -> line.path("weight").asDouble())
                    .sum();
            assertThat(sum).isCloseTo(evidence.path("weight").asDouble(), within(0.02));
            assertThat(why.at("/model/version").asText()).isEqualTo("default-1");
        }

        @Test
        void theProfileTellsItsSteps() {
            JsonNode how = gateway.get("/api/customers/" + id + "/how", TOKEN).json();

            assertThat(how.path("id").asText()).isEqualTo(id);
            assertThat(how.path("records").asInt()).isEqualTo(2);
            assertThat(how.path("steps")).hasSize(1);
            assertThat(how.at("/steps/0/link/reason").asText()).isEqualTo("LINK");
            assertThat(how.at("/steps/0/first/step").isNull()).isTrue();
        }

        @Test
        void noValueOfARecordIsTold() {
            String told = why("erp:x:1", "shop:x1").body()
                    + gateway.get("/api/customers/" + id + "/how", TOKEN).body();

            assertThat(told.toLowerCase(Locale.ROOT)).doesNotContain("sophie", "germain", "12346001", "12346002");
        }
    }

    @Test
    void aStewardsWordIsTheGuardThatKeepsTwoApart() {
        gateway.ingest("erp", "x2", person("Maria", "Agnesi", "maria.x2@letters.test", "+493012346003"));
        gateway.ingest("shop", "x2", person("Maria", "Agnesi", "maria.x2@letters.test", "+493012346003"));
        decide("x2", Verdict.NEVER);

        JsonNode why = why("erp:x2", "shop:x2").json();

        assertThat(why.path("outcome").asText()).isEqualTo("REFUSED");
        assertThat(why.at("/refused/0/guard").asText()).isEqualTo("never");
        assertThat(why.at("/refused/0/because").asText()).contains("erp:x2", "shop:x2");
        assertThat(why.at("/refused/0/otherCustomer").asText()).isEqualTo(gateway.goldenId("shop", "x2"));
    }

    @Test
    void anIdThatWasMergedAwayTellsOfItsSurvivor() {
        String first =
                gateway.ingest("erp", "x3", person("Hypatia", "Theon", "hypatia.x3@letters.test", "+49301234604"));
        String second = gateway.ingest("shop", "x3", person("H.", "Alex", "h.x3@example.org", "+493012346005"));
        decide("x3", Verdict.ALWAYS);

        JsonNode how = gateway.get("/api/customers/" + second + "/how", TOKEN).json();

        assertThat(how.path("id").asText()).isEqualTo(first);
        assertThat(how.path("redirectedFrom").asText()).isEqualTo(second);
        assertThat(how.at("/steps/0/link/reason").asText()).isEqualTo("STEWARD");
    }

    private void decide(String id, Verdict verdict) {
        var decision = new StewardDecision(
                new RecordKey("erp", "customer", id), new RecordKey("shop", "customer", id), verdict, "test", 1);
        gateway.bean(Hub.class).decide(decision).orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void whatCannotBeAnsweredIsAProblem() {
        String id = gateway.ingest("erp", "x4", person("Ida", "Rhodes", "ida.x4@letters.test", "+493012346006"));
        assertProblem(why("erp:x4", "shop:nobody"), 404, "NOT_FOUND");
        assertProblem(why("erp", "shop:1"), 400, "REQUEST_INVALID");
        assertProblem(why("erp:x4", "erp:x4"), 400, "REQUEST_INVALID");
        assertProblem(gateway.get("/api/why?first=erp:x4", TOKEN), 400, "REQUEST_INVALID");
        assertProblem(gateway.get("/api/customers/nobody/how", TOKEN), 404, "NOT_FOUND");
        assertThat(gateway.get("/api/why?first=erp:x4&second=shop:x1", null).status())
                .isEqualTo(401);
        gateway.ingest(gateway.version("erp", "x4", true, CustomerData.empty()));
        assertProblem(gateway.get("/api/customers/" + id + "/how", TOKEN), 410, "GONE");
    }

    private static void assertProblem(GatewayUnderTest.Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
    }
}
