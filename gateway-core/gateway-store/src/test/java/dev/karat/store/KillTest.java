package dev.karat.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int KILLS = 3;
    private static final String ACKNOWLEDGED = "committed ";

    @Test
    void whatWasAcknowledgedSurvivesAProcessThatIsKilled(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("karat.db");
        for (int i = 0; i < KILLS; i++) {
            long acknowledged = commitUntilKilled(file);

            try (var store = Stores.sqlite(file)) {
                var counts = store.counts();
                assertThat(counts.ridMax()).isGreaterThanOrEqualTo(acknowledged);
                // Record, profile and change are in step: a commit that was cut off is there whole or not at all.
                assertThat(counts.records()).isEqualTo(counts.ridMax());
                assertThat(counts.profiles()).isEqualTo(counts.ridMax());
                assertThat(counts.mintSeqMax()).isEqualTo(counts.ridMax());
                assertThat(counts.changeSeqMax()).isEqualTo(counts.ridMax());
            }
        }
    }

    /** Returns the last number that the process acknowledged before its end. */
    private static long commitUntilKilled(Path file) throws IOException, InterruptedException {
        int killAfter = ThreadLocalRandom.current().nextInt(1, 400);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommitUntilKilled.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long last = 0;
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int acknowledged = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The kill may cut off the last line, and with it digits of its number.
                if (line.matches(ACKNOWLEDGED + "\\d+")) {
                    last = Math.max(last, Long.parseLong(line.substring(ACKNOWLEDGED.length())));
                    acknowledged++;
                }
                if (acknowledged == killAfter) {
                    // Not by the process itself: that would close its output, which still has to be read to its end.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(acknowledged).as("acknowledged before the kill").isGreaterThanOrEqualTo(killAfter);
        } finally {
            process.destroyForcibly().waitFor();
        }
        return last;
    }
}
