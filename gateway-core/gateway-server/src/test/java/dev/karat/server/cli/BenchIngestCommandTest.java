package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.store.Stores;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of ingest, in sizes that show no speed. */
class BenchIngestCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int bench(Object... more) {
        Object[] first = {"bench", "ingest", "--connectors", "../../connectors", "--seconds", 1, "--producers", 2};
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.concat(Arrays.stream(first), Arrays.stream(more))
                        .map(String::valueOf)
                        .toArray(String[]::new));
    }

    private JsonNode lastLine() throws JsonProcessingException {
        return Output.JSON.readTree(out.toString().lines().reduce("", (before, line) -> line));
    }

    @Test
    void storesCustomersAndMeasuresMore() throws JsonProcessingException {
        assertThat(bench("--stored", 60, "--page", 10, "--data", folder)).isZero();

        JsonNode result = lastLine();
        assertThat(result.path("ok").asBoolean()).isTrue();
        assertThat(result.path("store").asText()).isEqualTo("sqlite");
        assertThat(result.path("sync").asText()).isEqualTo("FULL");
        assertThat(result.path("stored").asLong()).isEqualTo(60);
        for (String figure : new String[] {
            "records", "recordsPerSecond", "rawRowsPerSecond", "rowsPerRecord", "p50Ms", "p99Ms", "seconds"
        }) {
            assertThat(result.path(figure).asDouble()).as(figure).isPositive();
        }
        assertThat(err.toString()).isEmpty();
        try (var store = Stores.sqlite(folder.resolve("karat.db"))) {
            assertThat(store.counts().records()).isGreaterThan(60);
            assertThat(store.counts().profiles())
                    .isEqualTo(result.path("profiles").asLong())
                    .isLessThan(store.counts().records());
            assertThat(store.counts().deadLetters()).isZero();
        }
    }

    @Test
    void startsAPostgresOfItsOwn() throws JsonProcessingException {
        assertThat(bench("--store", "postgres", "--stored", 20, "--page", 10)).isZero();
        assertThat(lastLine().path("store").asText()).isEqualTo("postgres");
        assertThat(lastLine().path("stored").asLong()).isEqualTo(20);
        assertThat(lastLine().path("recordsPerSecond").asDouble()).isPositive();
    }

    @Test
    void neverMixesWithWhatIsThere() {
        assertThat(bench("--stored", 10, "--page", 10, "--data", folder)).isZero();
        assertThat(bench("--stored", 10, "--page", 10, "--data", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("DATA_IN_USE");
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        assertThat(bench("--page", 501)).isEqualTo(2);
        assertThat(bench("--store", "postgres", "--url", "jdbc:postgresql://x/y"))
                .isEqualTo(2);
        assertThat(bench("--store", "postgres", "--url", "jdbc:postgresql://x/y", "--user", "u", "--password", "clear"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--page is 1 to 500", "--password env:NAME")
                .doesNotContain("at dev.karat");
    }
}
