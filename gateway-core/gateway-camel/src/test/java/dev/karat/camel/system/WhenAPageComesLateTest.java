package dev.karat.camel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.GatewayFixture;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.StoredRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor was asked for a page, and calls with news while the answer is on its way. */
class WhenAPageComesLateTest {
    private static final JsonNode ADA = new ObjectMapper()
            .createObjectNode()
            .put("id", 7)
            .put("first_name", "Ada")
            .put("last_name", "Lovelace")
            .put("email", "ada@example.test")
            .put("updated_at", "2026-02-01T10:00:00Z");

    private GatewayFixture gateway;
    private SystemPages pages;
    private long askedAt;

    @BeforeEach
    void ask(@TempDir Path folder) {
        gateway = new GatewayFixture(folder);
        pages = new SystemPages(gateway.systems, GatewayFixture.RECORD_BYTES_MAX);
        askedAt = gateway.systems.get("shop").observations().next();
        gateway.clock.advance(Duration.ofSeconds(2));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private List<IngestOutcome> take(RecordPage page) {
        return gateway.hub.ingest(pages.items(page)).join();
    }

    private static RecordPage holding(JsonNode record) {
        return new RecordPage("shop", "customers", List.of(record), "test");
    }

    private boolean isDeleted() {
        return gateway.store
                .record(new RecordKey("shop", "customer", "7"))
                .map(StoredRecord::deleted)
                .orElseThrow();
    }

    @Test
    void whoWasDeletedMeanwhileStaysDeleted() {
        take(holding(ADA));
        take(new RecordPage("shop", "customers", List.of(), List.of(), List.of(), List.of("7"), "a call"));
        gateway.clock.advance(Duration.ofSeconds(2));
        assertThat(take(holding(ADA.deepCopy()).asked(askedAt))).containsExactly(IngestOutcome.STALE);
        assertThat(isDeleted()).isTrue();
    }

    @Test
    void whatIsReadAfterwardsCounts() {
        take(holding(ADA));
        take(new RecordPage("shop", "customers", List.of(), List.of(), List.of(), List.of("7"), "a call"));
        long again = gateway.systems.get("shop").observations().next();
        assertThat(take(holding(ADA).asked(again))).containsExactly(IngestOutcome.COMMITTED);
        assertThat(isDeleted()).isFalse();
    }

    @Test
    void timesRiseWhateverTheClockDoes() {
        Observations seen = gateway.systems.get("shop").observations();
        long first = seen.of(seen.next()).getAsLong();
        gateway.clock.advance(Duration.ofHours(-1));
        assertThat(seen.next()).isGreaterThan(first);
    }
}
