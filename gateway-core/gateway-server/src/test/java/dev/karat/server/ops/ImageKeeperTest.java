package dev.karat.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.engine.delivery.RunNumber;
import dev.karat.engine.store.SharedStore;
import dev.karat.engine.store.Store;
import dev.karat.store.Stores;
import dev.karat.testkit.TestClock;
import dev.karat.testkit.store.Batch;
import dev.karat.testkit.store.Rows;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writes replaced is kept for a time, and only so much of it. */
class ImageKeeperTest {
    private final TestClock clock = TestClock.at("2026-03-01T08:00:00Z");

    private long ago(int days) {
        return RunNumber.at(clock.instant().minus(Duration.ofDays(days)));
    }

    private static void write(Store store, String target, long run, int writes) {
        var batch = new Batch();
        for (int i = 0; i < writes; i++) {
            batch.beforeImages(Rows.image(target, run, "g" + i, Integer.toString(i)));
        }
        store.commit(batch.build());
    }

    @Test
    void theOldestRunsGoFirst(@TempDir Path folder) {
        try (SharedStore store = Stores.sqlite(folder.resolve("karat.db"))) {
            write(store, "shop", ago(31), 3);
            write(store, "shop", ago(20), 4);
            write(store, "shop", ago(10), 4);
            write(store, "shop", ago(1), 4);
            write(store, "no target any more", ago(40), 2);
            write(store, "mailing", ago(2), 12);

            new ImageKeeper(store, Duration.ofDays(30), 10, clock).round();

            assertThat(store.runs("shop", 9)).extracting(Store.Run::run).containsExactly(ago(1), ago(10));
            assertThat(store.runs("mailing", 9))
                    .as("the latest is kept whole")
                    .extracting(Store.Run::writes)
                    .containsExactly(12L);
            assertThat(store.targetsWithRuns()).containsExactly("mailing", "shop");
        }
    }
}
