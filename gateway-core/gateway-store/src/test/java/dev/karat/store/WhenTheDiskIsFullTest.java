package dev.karat.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.StoredRecord;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Assumptions.assumeTrue(mount("size=2m"), "only root can mount a small disk");
        try (var store = Stores.sqlite(disk.resolve("karat.db"))) {
            long whole = 0;
            for (int commit = 0; commit < 40; commit++) {
                if (commit == 35) {
                    assertThat(mount("remount,size=50m")).isTrue();
                }
                try {
                    store.commit(Batch.of(rows(commit)).build());
                    whole++;
                } catch (GatewayException full) {
                    assertThat(full.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                }
                assertThat(store.counts().records())
                        .as("after commit %d", commit)
                        .isEqualTo(whole * ROWS);
            }
            assertThat(whole).isBetween(5L, 35L);
        } finally {
            new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
        }
    }

    private static StoredRecord[] rows(int commit) {
        return LongStream.range(0, ROWS)
                .mapToObj(row -> Rows.record(commit * (long) ROWS + row + 1, "erp", commit + "-" + row))
                .toArray(StoredRecord[]::new);
    }

    private boolean mount(String options) throws IOException, InterruptedException {
        Files.createDirectories(disk);
        return new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }
}
