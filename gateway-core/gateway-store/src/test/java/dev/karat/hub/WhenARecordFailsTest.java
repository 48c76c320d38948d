package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.ingest.RawPayload;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.StoredChange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenARecordFailsTest {
    @TempDir
    private Path folder;

    @Test
    void doesTheRestOfThePageAndKeepsTheRecordAmongTheDeadLetters() {
        try (var hub = new HubFixture(folder.resolve("karat.db"))) {
            var ada = HubFixture.person("Ada", "Lovelace", "ada@example.test", "+493012345671");
            var grace = HubFixture.person("Grace", "Hopper", "grace@example.test", "+493012345672");
            var alan = HubFixture.person("Alan", "Turing", "alan@example.test", "+493012345673");
            // The ids run out for the page, and again for the first record when it is taken by itself.
            hub.failingIds(2);
            byte[] raw = RawPayload.pack("{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8));
            List<IngestOutcome> outcomes = hub.ingest(
                    withRaw(hub.version("erp", "1", 1, ada), raw),
                    hub.version("erp", "2", 1, grace),
                    hub.version("shop", "3", 1, grace),
                    hub.version("shop", "4", 1, alan));

            assertThat(outcomes)
                    .containsExactly(
                            IngestOutcome.DEAD_LETTERED,
                            IngestOutcome.COMMITTED,
                            IngestOutcome.COMMITTED,
                            IngestOutcome.COMMITTED);
            assertThat(hub.profile("erp", "1")).isEmpty();
            assertThat(hub.profile("erp", "2")).isPresent().isEqualTo(hub.profile("shop", "3"));
            assertThat(hub.profile("shop", "4")).isPresent();
            assertThat(hub.store.deadLetters("erp", 10))
                    .extracting(DeadLetter::recordId, letter -> new String(letter.payload(), StandardCharsets.UTF_8))
                    .containsExactly(tuple("1", "{\"id\":\"1\"}"));
        }
    }

    @Test
    void takesTheRecordWhenItComesAgain() {
        try (var hub = new HubFixture(folder.resolve("karat.db"))) {
            var ada = HubFixture.person("Ada", "Lovelace", "ada@example.test", "+493012345671");
            hub.failingIds(2);
            byte[] raw = RawPayload.pack(new byte[0]);
            hub.ingest(withRaw(hub.version("erp", "1", 1, ada), raw));
            assertThat(hub.ingest(hub.version("erp", "1", 1, ada))).containsExactly(IngestOutcome.COMMITTED);
            assertThat(hub.profile("erp", "1")).isPresent();
        }
    }

    @Test
    void tellsForEachProfileOfAPageWhichRecordChangedIt() {
        try (var hub = new HubFixture(folder.resolve("karat.db"))) {
            var ada = HubFixture.person("Ada", "Lovelace", "ada@example.test", "+493012345671");
            var grace = HubFixture.person("Grace", "Hopper", "grace@example.test", "+493012345672");
            hub.ingest(
                    hub.version("erp", "1", 1, ada),
                    hub.version("erp", "2", 1, grace),
                    hub.version("shop", "3", 1, ada),
                    hub.version("erp", "2", 2, grace));

            assertThat(hub.store.changes(0, 10))
                    .extracting(StoredChange::type, StoredChange::cause)
                    .containsExactly(
                            tuple(StoredChange.Type.CREATED, "shop:customer:3"),
                            tuple(StoredChange.Type.CREATED, "erp:customer:2"));
        }
    }

    private static IngestItem.Version withRaw(IngestItem.Version version, byte[] raw) {
        return new IngestItem.Version(
                version.key(),
                version.deleted(),
                version.partial(),
                version.data(),
                version.token(),
                version.modifiedAt(),
                version.observedAt(),
                version.hash(),
                raw);
    }
}
