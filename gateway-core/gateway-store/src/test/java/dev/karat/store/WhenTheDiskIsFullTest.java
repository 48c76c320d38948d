package dev.karat.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.SmallDisk;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhenTheDiskIsFullTest {
    private static final int ROWS = 200;

    @TempDir
    private Path disk;

    /** SQLite ends a transaction by itself then; the rows of the next one were committed one by one. */
    @Test
    void aCommitIsWholeOrNotThere() throws Exception {
        Optional<SmallDisk> small = SmallDisk.in(disk, 2);
        Assumptions.assumeTrue(small.isPresent(), "only root can mount a small disk");
        try (var full = small.orElseThrow();
                var store = Stores.sqlite(disk.resolve("karat.db"))) {
            long whole = 0;
            for (int commit = 0; commit < 40; commit++) {
                if (commit == 35) {
                    full.resize(50);
                }
                try {
                    store.commit(Batch.of(rows(commit)).build());
                    whole++;
                } catch (GatewayException refused) {
                    assertThat(refused.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                }
                assertThat(store.counts().records())
                        .as("after commit %d", commit)
                        .isEqualTo(whole * ROWS);
            }
            assertThat(whole).isBetween(5L, 35L);
        }
    }

    private static StoredRecord[] rows(int commit) {
        return LongStream.range(0, ROWS)
                .mapToObj(row -> Rows.record(commit * (long) ROWS + row + 1, "erp", commit + "-" + row))
                .toArray(StoredRecord[]::new);
    }
}
