package dev.karat.camel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.GatewayFixture;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.config.Secrets;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.policy.PolicyReader;
import dev.karat.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ticket whose id or customer no index takes: it would fail the commit of all its neighbours. */
class WhenAnInteractionCannotBeStoredTest {
    private static final TestClock CLOCK = TestClock.at("2026-03-01T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The longest id, in the characters that take most bytes. */
    private static final String LONGEST = "界".repeat(RecordKey.ID_LENGTH_MAX);

    @TempDir
    private Path folder;

    private SystemPages pages;

    @BeforeEach
    void connect() throws IOException {
        Path policy = Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  desk: { connector: zendesk, connection: { subdomain: desk, email: a@desk.test, apiToken: env:TOKEN } }
                """);
        var systems = new ConnectedSystems(
                PolicyReader.read(policy).orThrow(),
                Connectors.read(GatewayFixture.CONNECTORS),
                new Secrets(name -> "token"),
                CLOCK);
        pages = new SystemPages(systems, 100_000);
    }

    private static JsonNode ticket(String id, String requester) {
        ObjectNode ticket = JSON.createObjectNode().put("id", id).put("requester_id", requester);
        return ticket.put("created_at", "2026-02-01T10:00:00Z").put("subject", "Broken");
    }

    private IngestItem item(JsonNode ticket) {
        return pages.items(new RecordPage("desk", "tickets", List.of(ticket), "test"))
                .get(0);
    }

    private ErrorCode refusal(JsonNode ticket) {
        return ((IngestItem.Unreadable) item(ticket)).code();
    }

    @Test
    void takesTheLongestIdAndOneOfNobody() {
        assertThat(item(ticket(LONGEST, LONGEST))).isInstanceOf(IngestItem.Event.class);
        assertThat(item(ticket("1", ""))).isInstanceOf(IngestItem.Event.class);
    }

    @Test
    void makesADeadLetterOfOneWithALongerId() {
        assertThat(refusal(ticket(LONGEST + "1", "7"))).isEqualTo(ErrorCode.RECORD_WITHOUT_KEY);
    }

    @Test
    void makesADeadLetterOfOneWhoseCustomerHasALongerId() {
        assertThat(refusal(ticket("1", LONGEST + "1"))).isEqualTo(ErrorCode.RECORD_MALFORMED);
        assertThat(refusal(ticket("1", "a@" + "b".repeat(3_000) + ".test"))).isEqualTo(ErrorCode.RECORD_MALFORMED);
    }

    @Test
    void makesADeadLetterOfOneWithAnIdThatNoDatabaseStores() {
        assertThat(refusal(ticket("1\0", "7"))).isEqualTo(ErrorCode.RECORD_WITHOUT_KEY);
        assertThat(refusal(ticket("1", "7\0"))).isEqualTo(ErrorCode.RECORD_MALFORMED);
        assertThat(refusal(ticket("1", "7\ud83d"))).isEqualTo(ErrorCode.RECORD_MALFORMED);
    }
}
