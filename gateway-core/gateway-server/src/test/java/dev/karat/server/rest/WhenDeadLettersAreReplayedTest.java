package dev.karat.server.rest;

import static dev.karat.server.GatewayUnderTest.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.LetterSelection;
import dev.karat.engine.store.StoredRecord;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import dev.karat.server.RefusedDelivery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Letters of records that can be read since the mapping was mended, and of deliveries that were refused. */
class WhenDeadLettersAreReplayedTest {
    private static final String OPERATOR = Login.OPERATOR.token();

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    /** A letter as the gateway would have written it before the mapping was mended. */
    private long letter(String id, String payload) {
        gateway.ingest(new IngestItem.Unreadable(
                "erp",
                "customer",
                id,
                ErrorCode.MAPPING_FAILED,
                "Birth dates cannot be read",
                "page 3 of customers",
                payload.getBytes(StandardCharsets.UTF_8)));
        return letters().orElseThrow().id();
    }

    private Optional<DeadLetter> letters() {
        return gateway.store().newestDeadLetters(LetterSelection.of("erp"), 1).stream()
                .findFirst();
    }

    private boolean isThere(long letter) {
        return !gateway.store()
                .newestDeadLetters(new LetterSelection(letter, null, null), 1)
                .isEmpty();
    }

    private JsonNode replay(long letter, boolean dryRun) {
        var answer =
                gateway.post("/api/dead-letters/replay", OPERATOR, "{\"id\":" + letter + ",\"dryRun\":" + dryRun + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/letters/0");
    }

    private Optional<StoredRecord> record(String id) {
        return gateway.store().record(new RecordKey("erp", "customer", id));
    }

    private static String customer(String id, String name) {
        return "{\"id\":\"" + id + "\",\"last_name\":\"" + name + "\",\"email\":\"" + id + "@letters.test\"}";
    }

    /** Nobody else's letters of that code may be among those that a test chooses by it. */
    @AfterEach
    void drop() {
        for (DeadLetter one :
                gateway.store().newestDeadLetters(new LetterSelection(null, "erp", ErrorCode.MAPPING_FAILED), 100)) {
            gateway.bean(Hub.class)
                    .dropDeadLetter(one.id())
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Nested
    class ADryRun {
        @Test
        void tellsWhatCanBeReadNowAndWritesNothing() {
            long letter = letter("d1", customer("d1", "Bell"));

            JsonNode told = replay(letter, true);

            assertThat(told.path("result").asText()).isEqualTo("TAKEN");
            assertThat(record("d1")).isEmpty();
            assertThat(isThere(letter)).isTrue();
        }

        @Test
        void tellsWithWhichCodeALetterStillFails() {
            long letter = letter("d2", "{\"last_name\":\"Nobody\"}");

            JsonNode told = replay(letter, true);

            assertThat(told.path("result").asText()).isEqualTo("FAILS");
            assertThat(told.path("code").asText()).isEqualTo("RECORD_WITHOUT_KEY");
            assertThat(told.toString()).doesNotContain("Nobody");
            assertThat(letters().orElseThrow().code()).isEqualTo(ErrorCode.MAPPING_FAILED);
        }
    }

    @Test
    void aLetterThatCanBeReadIsStoredAndGone() {
        long letter = letter("r1", customer("r1", "Curie"));

        assertThat(replay(letter, false).path("result").asText()).isEqualTo("TAKEN");

        assertThat(record("r1").orElseThrow().data().text(Attribute.FAMILY_NAME))
                .isEqualTo("Curie");
        assertThat(isThere(letter)).isFalse();
    }

    @Test
    void aLetterThatFailsForAnotherReasonBearsItAndKeepsItsRecordAndPlace() {
        long letter = letter("r2", "{\"last_name\":\"Nobody\"}");

        assertThat(replay(letter, false).path("code").asText()).isEqualTo("RECORD_WITHOUT_KEY");

        DeadLetter now = letters().orElseThrow();
        assertThat(isThere(letter)).isFalse();
        assertThat(now.code()).isEqualTo(ErrorCode.RECORD_WITHOUT_KEY);
        assertThat(now.recordId()).isEqualTo("r2");
        assertThat(now.origin()).isEqualTo("page 3 of customers");
        assertThat(replay(now.id(), false).path("result").asText()).isEqualTo("FAILS");
        assertThat(isThere(now.id())).as("it fails as before").isTrue();
    }

    @Test
    void whatIsNoWholeRecordStays() {
        long letter = letter("r3", "1;Meier;half a r");

        assertThat(replay(letter, false).path("message").asText()).contains("has to send it again");
        assertThat(isThere(letter)).isTrue();
    }

    @Test
    void aNewerVersionIsNotOverwritten() {
        long letter = letter("r4", customer("r4", "Old"));
        long now = java.time.temporal.ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + 1_000_000;
        IngestItem.Version seen = gateway.version("erp", "r4", false, person("Lise", "New", "r4@letters.test", "+491"));
        gateway.ingest(new IngestItem.Version(
                seen.key(), false, false, seen.data(), null, null, now, seen.hash(), seen.raw()));

        assertThat(replay(letter, true).path("result").asText()).isEqualTo("OUTDATED");
        assertThat(replay(letter, false).path("result").asText()).isEqualTo("OUTDATED");

        assertThat(record("r4").orElseThrow().data().text(Attribute.FAMILY_NAME))
                .isEqualTo("New");
        assertThat(isThere(letter)).isFalse();
    }

    @Test
    void aCustomerWhoWasErasedDoesNotComeBack() {
        String id = gateway.ingest("erp", "r5", person("Rosa", "Gone", "r5@letters.test", "+493012360001"));
        gateway.bean(Hub.class)
                .erase(id, "asked for")
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        long letter = letter("r5", customer("r5", "Gone"));

        assertThat(replay(letter, true).path("result").asText()).isEqualTo("ERASED");
        assertThat(replay(letter, false).path("result").asText()).isEqualTo("ERASED");
        assertThat(record("r5")).isEmpty();
        assertThat(isThere(letter)).isFalse();
    }

    @Test
    void lettersOfACodeAreTriedPageByPageFromTheOldest() {
        long first = letter("p1", customer("p1", "One"));
        long broken = letter("p2", "half");
        long last = letter("p3", customer("p3", "Three"));
        String chosen = "{\"system\":\"erp\",\"code\":\"MAPPING_FAILED\",\"limit\":2";

        JsonNode page =
                gateway.post("/api/dead-letters/replay", OPERATOR, chosen + "}").json();
        assertThat(page.path("letters").findValuesAsText("id")).containsExactly("" + first, "" + broken);
        assertThat(page.path("replayed").asInt()).isOne();
        assertThat(page.path("failing").asInt()).isOne();
        assertThat(page.path("next").asLong()).isEqualTo(broken);

        JsonNode rest = gateway.post("/api/dead-letters/replay", OPERATOR, chosen + ",\"after\":" + broken + "}")
                .json();
        assertThat(rest.path("letters").findValuesAsText("id")).containsExactly("" + last);
        assertThat(rest.path("next").isNull()).isTrue();
        assertThat(record("p1")).isPresent();
        assertThat(record("p3")).isPresent();
    }

    @Test
    void aRefusedDeliveryIsTriedOnceMoreAndALetterOfOneThatSucceededIsDropped() {
        var refused = RefusedDelivery.of(gateway, "v1", "v1");
        long letter = refused.letter();

        JsonNode told = replay(letter, true);
        assertThat(told.path("result").asText()).isEqualTo("RETRIED");
        assertThat(told.path("message").asText()).contains("once shop is opened");
        assertThat(refused.state().status().name()).isEqualTo("REJECTED");

        assertThat(replay(letter, false).path("result").asText()).isEqualTo("RETRIED");
        assertThat(refused.state().status().name()).isEqualTo("PENDING");
        assertThat(isThere(letter)).isFalse();
    }

    @Test
    void theListTellsCountsByCodeAndOneLetterWhatToDo() {
        long letter = letter("someone@letters.test", "half");

        JsonNode list = gateway.get("/api/dead-letters?system=erp&code=MAPPING_FAILED", OPERATOR)
                .json();
        assertThat(list.path("letters").findValuesAsText("id")).contains("" + letter);
        assertThat(list.path("letters").findValuesAsText("code")).containsOnly("MAPPING_FAILED");
        assertThat(list.path("counts").toString()).contains("\"system\":\"erp\",\"code\":\"MAPPING_FAILED\"");

        JsonNode one = gateway.get("/api/dead-letters/" + letter, OPERATOR).json();
        assertThat(one.path("fix").asText()).contains("Correct the mapping");
        assertThat(one.path("origin").asText()).isEqualTo("page 3 of customers");
        assertThat(one.toString()).doesNotContain("someone");
        assertThat(gateway.get("/api/dead-letters/999999999", OPERATOR).status())
                .isEqualTo(404);
        assertThat(gateway.get("/api/dead-letters?code=NO_SUCH_CODE", OPERATOR).status())
                .isEqualTo(400);
        assertThat(gateway.get("/api/dead-letters/" + letter, Login.VIEWER.token())
                        .status())
                .isEqualTo(403);
    }
}
