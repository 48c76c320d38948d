package dev.karat.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two contacts of a CRM become one, and Karat learns it by reading or by a call. */
class WhenAVendorMergesTest {
    private static final String ROUTE = """
            - route:
                id: crm-%1$s
                from:
                  uri: kamelet:hubspot-%1$s-source
                  parameters: { system: crm }
                  steps:
                    - to: golden:ingest
            """;

    @TempDir
    Path folder = Path.of("");

    private RunningRoutes gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new RunningRoutes(folder);
        // The webhooks bear the twin's time, and are checked against this machine's.
        gateway.crm.clock.set(Instant.now());
        gateway.crm.enter(2);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private List<String> live() {
        return gateway.store.recordsOfSystem("crm", "customer", null, 10).stream()
                .filter(record -> !record.deleted())
                .map(StoredRecord::key)
                .map(RecordKey::id)
                .toList();
    }

    private static void soon(Runnable holds) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(holds::run);
    }

    private String merge(List<String> ids) {
        return gateway.crm
                .twin
                .asStaff(
                        "POST",
                        "/crm/objects/2026-03/contacts/merge",
                        new ObjectMapper()
                                .valueToTree(Map.of("primaryObjectId", ids.get(0), "objectIdToMerge", ids.get(1))))
                .path("id")
                .asText();
    }

    private List<String> readOnce() throws IOException {
        gateway.route("1-inbound", ROUTE.formatted("customer"));
        soon(() -> assertThat(live()).hasSize(2));
        return live();
    }

    @Test
    void onlyTheRecordThatIsLeftCounts() throws IOException {
        List<String> ids = readOnce();
        String left = merge(ids);
        soon(() -> assertThat(live()).containsExactly(left));
        assertThat(ids).doesNotContain(left);
        assertThat(gateway.store.counts().profiles()).isEqualTo(1);
    }

    @Test
    void aCallThatNamesAnOldIdTellsThatItIsGone() throws IOException {
        List<String> ids = readOnce();
        gateway.withdraw("1-inbound");
        gateway.route("2-calls", ROUTE.formatted("webhook"));
        try (var receiver = new CallReceiver()) {
            gateway.crm.twin.asStaff(
                    "PUT",
                    "/webhooks/v3/1/settings",
                    new ObjectMapper().valueToTree(Map.of("targetUrl", receiver.url())));
            String left = merge(ids);
            await().until(() -> !receiver.calls().isEmpty());
            gateway.doors.take("crm", receiver.calls().get(0));
            assertThat(live()).containsExactly(left);
        }
    }
}
