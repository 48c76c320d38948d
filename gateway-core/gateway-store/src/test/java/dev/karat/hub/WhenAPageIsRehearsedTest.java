package dev.karat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would come of records is told by the steps that take them, and nothing of it stays. */
class WhenAPageIsRehearsedTest {
    private static final CustomerData ADA = HubFixture.person("Ada", "Lovelace", "ada@example.test", "+493012345671");
    private static final CustomerData GRACE =
            HubFixture.person("Grace", "Hopper", "grace@example.test", "+493012345672");

    @TempDir
    private Path folder;

    /** By the process itself, and by a node that asks the writer. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsTheOutcomesAndLeavesNothingBehind(boolean asking) {
        try (var hub = new HubFixture(folder.resolve("karat.db"), asking)) {
            hub.ingest(hub.version("erp", "1", 5, ADA), hub.version("erp", "2", 1, GRACE));
            HubFixture.await(hub.hub.erase(hub.profile("erp", "2").orElseThrow().id(), "asked for"));
            long changes = hub.store.lastChange();

            List<IngestOutcome> outcomes = HubFixture.await(hub.hub.rehearse(List.of(
                    hub.version("erp", "1", 4, ADA),
                    hub.version("erp", "2", 2, GRACE),
                    hub.version("shop", "3", 1, ADA),
                    new IngestItem.Unreadable(
                            "erp", "customer", "9", ErrorCode.RECORD_MALFORMED, "no", "f:1", new byte[0]))));

            assertThat(outcomes)
                    .containsExactly(
                            IngestOutcome.STALE,
                            IngestOutcome.ERASED,
                            IngestOutcome.COMMITTED,
                            IngestOutcome.DEAD_LETTERED);
            assertThat(hub.store.lastChange()).isEqualTo(changes);
            assertThat(hub.store.deadLetters(null, 10)).isEmpty();
            assertThat(hub.profile("shop", "3")).isEmpty();

            // Nor does the index in memory know the record: it is found when it comes, and not before.
            hub.ingest(hub.version("erp", "4", 1, GRACE));
            assertThat(hub.ingest(hub.version("shop", "3", 1, ADA))).containsExactly(IngestOutcome.COMMITTED);
            assertThat(hub.profile("shop", "3")).isPresent().isEqualTo(hub.profile("erp", "1"));
            assertThat(hub.audit().isClean()).isTrue();
        }
    }
}
