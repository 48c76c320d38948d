package dev.karat.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreBenchTest {
    @Test
    void measuresTheRawRateAndLeavesNoFile(@TempDir Path folder) {
        assertThat(StoreBench.sqlite(folder, 100, Duration.ofMillis(200))).isPositive();

        assertThat(folder).isEmptyDirectory();
    }
}
