package dev.karat.server.rest;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.StewardDecision;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.server.RefusedDelivery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Everything about one customer in one call. */
class WhenACustomerIsExplainedTest {
    private static final String OPERATOR = Login.OPERATOR.token();

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    private JsonNode explain(String id, String token) {
        var answer = gateway.get("/api/customers/" + id + "/explain", token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return answer.json();
    }

    private static JsonNode value(JsonNode told, String attribute) {
        for (JsonNode one : told.path("values")) {
            if (one.path("attribute").asText().equals(attribute)) {
                return one;
            }
        }
        throw new AssertionError("There is no " + attribute);
    }

    private static JsonNode target(JsonNode told, String name) {
        for (JsonNode one : told.path("targets")) {
            if (one.path("target").asText().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("There is no " + name);
    }

    private static List<String> events(JsonNode told) {
        var texts = new ArrayList<String>();
        told.path("events").forEach(one -> texts.add(one.path("text").asText()));
        return texts;
    }

    private static <T> T done(CompletableFuture<T> commit) {
        return commit.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void eachValueTellsWhereItComesFromAndWhatLostAndWhy() {
        gateway.ingest("erp", "ex1", person("Ada", "Lovelace", "ex1@letters.test", "+493012361001"));
        String id = gateway.ingest("shop", "ex1", person("Ada", "Byron", "ex1@letters.test", "+493012361001"));

        JsonNode name = value(explain(id, OPERATOR), "familyName");

        assertThat(name.path("value").asText()).isEqualTo("Lovelace");
        assertThat(name.path("rule").asText()).isEqualTo("trust");
        assertThat(name.at("/held/0/record/system").asText()).isEqualTo("erp");
        assertThat(name.at("/lost/0/record/system").asText()).isEqualTo("shop");
        assertThat(name.at("/lost/0/value").asText()).isEqualTo("Byron");
        assertThat(name.at("/lost/0/reason").asText()).isEqualTo("TRUST");
        assertThat(name.at("/lost/0/because").asText()).isEqualTo("shop is trusted less (60) than erp (80)");
    }

    @Test
    void aTargetTellsWhatItWasGivenWhatWaitsAndWhatFailed() {
        var refused = RefusedDelivery.of(gateway, "ex2", "ex2");
        JsonNode told = explain(refused.goldenId(), OPERATOR);

        JsonNode shop = target(told, "shop");
        assertThat(shop.path("phase").asText()).isEqualTo("OBSERVE");
        assertThat(shop.path("open").asBoolean()).isFalse();
        JsonNode delivery = shop.at("/deliveries/0");
        assertThat(delivery.path("id").asText()).isEqualTo("ex2");
        assertThat(delivery.path("status").asText()).isEqualTo("REJECTED");
        assertThat(delivery.path("error").asText()).isEqualTo("VENDOR_REFUSED");
        assertThat(delivery.path("fix").asText()).contains("its message says which");
        assertThat(delivery.path("written")).as("it was refused").isEmpty();
        assertThat(delivery.path("differing").toString()).isEqualTo("[\"emails\"]");
        assertThat(told.at("/deadLetters/0/code").asText()).isEqualTo("VENDOR_REFUSED");
        assertThat(told.at("/deadLetters/0/message").asText()).isEqualTo("The address is not allowed");
        assertThat(events(told)).contains("shop:ex2 refused emails: VENDOR_REFUSED");

        done(gateway.bean(Hub.class).retry("shop", refused.goldenId()));
        assertThat(target(explain(refused.goldenId(), OPERATOR), "shop")
                        .at("/deliveries/0/because")
                        .asText())
                .isEqualTo("Waits: shop is in OBSERVE, which writes nothing");

        refused.accept();
        JsonNode after = explain(refused.goldenId(), OPERATOR);
        assertThat(value(after, "emails").at("/receivedBy/0/target").asText()).isEqualTo("shop");
        assertThat(value(after, "emails").at("/receivedBy/0/id").asText()).isEqualTo("ex2");
        assertThat(events(after)).contains("shop:ex2 was given emails");
    }

    @Test
    void whoIsNoOperatorSeesNoMessagesOfDeadLetters() {
        var refused = RefusedDelivery.of(gateway, "ex3", "ex3");

        JsonNode told = explain(refused.goldenId(), Login.VIEWER.token());

        assertThat(told.at("/deadLetters/0/code").asText()).isEqualTo("VENDOR_REFUSED");
        assertThat(told.at("/deadLetters/0/message").asText()).isEqualTo("***");
        assertThat(told.toString()).doesNotContain("The address is not allowed");
    }

    @Test
    void eventsComeInTheOrderOfTime() {
        gateway.ingest("erp", "ex4", person("Emmy", "Noether", "ex4@letters.test", "+493012361004"));
        gateway.ingest("erp", "ex4", person("Emmy", "Noether-Weyl", "ex4@letters.test", "+493012361004"));
        gateway.ingest(new IngestItem.Event(
                new Interaction("erp", "t-ex4", "ex4", "ticket", 1_000_000L, "Where is it?", "open")));

        JsonNode told = explain(gateway.goldenId("erp", "ex4"), OPERATOR);

        assertThat(told.path("events").findValuesAsText("at")).isSorted();
        assertThat(events(told).get(0)).isEqualTo("ticket at erp: Where is it?");
        assertThat(events(told).subList(1, events(told).size()))
                .anyMatch(text -> text.startsWith("created"))
                .contains("updated: familyName, version 2", "erp:ex4 changed");
        assertThat(told.path("events").toString()).doesNotContain("Noether");
    }

    @Test
    void anIdThatWasMergedAwayTellsOfTheSurvivor() {
        String first = gateway.ingest("erp", "ex5", person("Ida", "One", "ex5a@letters.test", "+493012361051"));
        String second = gateway.ingest("shop", "ex5", person("I.", "Two", "ex5b@letters.test", "+493012361052"));
        done(gateway.bean(Hub.class)
                .decide(new StewardDecision(
                        new RecordKey("erp", "customer", "ex5"),
                        new RecordKey("shop", "customer", "ex5"),
                        StewardDecision.Verdict.ALWAYS,
                        "eve",
                        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()))));

        JsonNode told = explain(second, OPERATOR);

        assertThat(told.path("id").asText()).isEqualTo(first);
        assertThat(told.path("redirectedFrom").asText()).isEqualTo(second);
        assertThat(events(told)).contains("merged in " + second, "always one: erp:ex5 and shop:ex5");
    }

    @Test
    void aCustomerWhoseRecordsWereDeletedIsStillTold() {
        String id = gateway.ingest("erp", "ex6", person("Irene", "Curie", "ex6@letters.test", "+493012361006"));
        gateway.ingest(gateway.version("erp", "ex6", true, CustomerData.empty()));

        for (String path : List.of(id + "/explain", "by-record/explain?system=erp&id=ex6")) {
            JsonNode told = gateway.get("/api/customers/" + path, OPERATOR).json();
            assertThat(told.path("id").asText()).as(path).isEqualTo(id);
            assertThat(told.path("status").asText()).isEqualTo("ARCHIVED");
            assertThat(told.at("/records/0/deleted").asBoolean()).isTrue();
            assertThat(value(told, "familyName").path("value").isNull()).isTrue();
            assertThat(value(told, "familyName").at("/lost/0/reason").asText()).isEqualTo("DELETED");
            assertThat(events(told)).anyMatch(text -> text.startsWith("archived"));
        }
    }

    @Test
    void ofAnErasedCustomerOnlyThatIsLeft() {
        String id = gateway.ingest("erp", "ex7", person("Rosa", "Gone", "ex7@letters.test", "+493012361007"));
        gateway.ingest(new IngestItem.Unreadable(
                "erp", "customer", "ex7", ErrorCode.MAPPING_FAILED, "no", "page 1", new byte[] {1}));
        done(gateway.bean(Hub.class).erase(id, "request 4711"));

        JsonNode told = explain(id, OPERATOR);

        assertThat(told.path("status").asText()).isEqualTo("ERASED");
        assertThat(told.path("records")).isEmpty();
        assertThat(told.path("values")).isEmpty();
        assertThat(told.path("deadLetters")).isEmpty();
        assertThat(events(told)).anyMatch(text -> text.startsWith("erased"));
        assertThat(told.toString()).doesNotContain("Rosa", "ex7@letters.test");
        assertThat(gateway.get("/api/customers/by-record/explain?system=erp&id=ex7", OPERATOR)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void nobodyIsAskedFor() {
        assertThat(gateway.get("/api/customers/nobody/explain", OPERATOR).status())
                .isEqualTo(404);
        assertThat(gateway.get("/api/customers/by-record/explain?system=erp&id=nobody", OPERATOR)
                        .status())
                .isEqualTo(404);
        assertThat(gateway.get("/api/customers/nobody/explain", null).status()).isEqualTo(401);
    }
}
