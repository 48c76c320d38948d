package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets are generated and measured from the command line, in sizes that show nothing of the quality. */
class BenchMatchingCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int bench(Object... arguments) {
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.concat(Stream.of("bench"), Arrays.stream(arguments))
                        .map(String::valueOf)
                        .toArray(String[]::new));
    }

    private JsonNode lastLine() throws JsonProcessingException {
        return Output.JSON.readTree(out.toString().lines().reduce("", (before, line) -> line));
    }

    private Path generated(String name, String kind, long seed) {
        Path file = folder.resolve(name);
        assertThat(bench("generate", "--kind", kind, "--records", 400, "--seed", seed, "--out", file))
                .isZero();
        return file;
    }

    @Test
    void theStreamIsMeasuredRecordByRecord() throws IOException {
        assertThat(bench("stream", "--stored", 300, "--records", 200)).isZero();
        assertThat(lastLine().path("recordsPerSecond").asLong()).isPositive();
        assertThat(lastLine().path("p99Micros").asDouble())
                .isGreaterThanOrEqualTo(lastLine().path("p50Micros").asDouble());
        assertThat(bench("stream", "--records", 0)).isEqualTo(2);
    }

    @Test
    void aSeedGivesOneSet() throws IOException {
        Path first = generated("first.csv", "crm", 1);
        assertThat(lastLine().path("ok").asBoolean()).isTrue();
        assertThat(lastLine().path("records").asLong()).isEqualTo(400);
        assertThat(generated("again.csv", "crm", 1)).hasSameBinaryContentAs(first);
        assertThat(Files.readString(generated("other.csv", "crm", 2))).isNotEqualTo(Files.readString(first));
        assertThat(Files.readAllLines(generated("systems.csv", "systems", 1)))
                .hasSize(401)
                .first()
                .asString()
                .startsWith("id,system,kind,")
                .endsWith(",truth");
    }

    @Test
    void everySetOfAFolderIsResolvedAndComparedWithTheTruth() throws IOException {
        generated("b.csv", "systems", 1);
        generated("a.csv", "crm", 1);

        assertThat(bench("matching", folder, "--threads", 2)).isZero();

        JsonNode sets = lastLine().path("sets");
        assertThat(sets.findValuesAsText("set")).containsExactly("a", "b");
        for (JsonNode set : sets) {
            assertThat(set.path("records").asInt()).isEqualTo(400);
            assertThat(set.path("truePairs").asLong()).isPositive();
            assertThat(set.path("profiles").asInt()).isBetween(100, 300);
            for (String share : new String[] {"precision", "recall", "f1"}) {
                assertThat(set.path(share).asDouble()).as(share).isBetween(0.5, 1.0);
            }
        }
        assertThat(lastLine().has("leftOut")).isFalse();
        assertThat(out.toString()).contains("set  ", "precision", "F1");
    }

    @Test
    void aSetIsDecidedByWhatTheOthersTaught() throws IOException {
        // The same ids and the same customers in both: they stay two sets.
        Path set = generated("one.csv", "crm", 1);
        Path same = generated("two.csv", "crm", 1);
        Path other = generated("three.csv", "crm", 3);

        assertThat(bench("matching", set, same, other, "--leave-one-out")).isZero();

        assertThat(lastLine().path("leftOut").findValuesAsText("set")).containsExactly("one", "two", "three");
        assertThat(lastLine().path("leftOut").path(0).path("f1").asDouble()).isBetween(0.5, 1.0);
        assertThat(out.toString()).contains("left out  ");
    }

    @Test
    void aPoorScoreIsNoFailure() throws IOException {
        Path set = Files.writeString(folder.resolve("wrong.csv"), """
                id,givenName,familyName,birthDate,email,truth
                1,Ingrid,Lindqvist,1978-12-11,ingrid@lindqvist.se,a
                2,Ingrid,Lindqvist,1978-12-11,ingrid@lindqvist.se,b
                3,Mehmet,Garcia,1950-01-30,mg@garcia.es,a
                """);
        assertThat(bench("matching", set)).isZero();
        assertThat(lastLine().path("sets").path(0).path("f1").asDouble()).isZero();
    }

    @Test
    void whatCannotBeMeasuredIsRefused() throws IOException {
        Path set = generated("set.csv", "crm", 1);
        assertThat(bench("matching", set, "--leave-one-out")).isEqualTo(2);
        assertThat(err.toString()).contains("two sets");
        Path unlabelled = Files.writeString(folder.resolve("plain.csv"), "id,familyName\n1,Garcia\n");
        assertThat(bench("matching", unlabelled)).isEqualTo(2);
        assertThat(err.toString()).contains("plain.csv:1", "truth");
        assertThat(bench("matching", Files.createDirectory(folder.resolve("empty"))))
                .isEqualTo(2);
        assertThat(err.toString()).contains("holds no CSV file");
        assertThat(bench("generate", "--records", 0, "--out", folder.resolve("none.csv")))
                .isEqualTo(2);
        assertThat(bench("generate", "--out", folder.resolve("no/such/folder.csv")))
                .isEqualTo(2);
    }
}
