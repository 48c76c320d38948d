package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks of delivery, reading and matching, in sizes that show no speed. */
class BenchCommandsTest {
    private static final String CONNECTORS = "../../connectors";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int karat(String... line) {
        return Karat.run(new PrintWriter(out, true), new PrintWriter(err, true), line);
    }

    private static JsonNode last(String output) throws IOException {
        return Output.JSON.readTree(output.lines().reduce("", (before, line) -> line));
    }

    private static void assertFigures(JsonNode result, String... names) {
        for (String name : names) {
            assertThat(result.at("/" + name).asDouble()).as(name).isPositive();
        }
    }

    @Test
    void allFiveTargetsAreGivenEverythingAlsoWhileOneIsDeadOrFilled() throws IOException {
        assertThat(karat(
                        "bench",
                        "deliver",
                        "--customers",
                        "60",
                        "--rate",
                        "10",
                        "--seconds",
                        "2",
                        "--backfill",
                        "300",
                        "--connectors",
                        CONNECTORS))
                .as("%s", err)
                .isZero();

        JsonNode result = last(out.toString());
        assertThat(result.path("ok").asBoolean()).isTrue();
        assertThat(result.path("refused").asInt()).isZero();
        for (String flow : List.of("quiet", "four", "withoutDead")) {
            assertThat(result.path(flow).path("changes").asInt()).as(flow).isEqualTo(20);
            assertFigures(result, flow + "/p50Ms", flow + "/p95Ms", flow + "/p99Ms");
        }
        assertThat(result.at("/filling/changes").asInt()).isEqualTo(40);
        assertThat(result.path("backlog").asInt()).isPositive();
        assertThat(result.path("slowerPercent").isNumber()).isTrue();
        assertFigures(
                result,
                "createdPerSecond",
                "changedPerSecond",
                "createdCpuMs",
                "changedCpuMs",
                "filling/p95Ms",
                "filledPerSecond",
                "peakMemoryMb");
        assertThat(out.toString()).contains("That is a p95 of ");
    }

    /** It starts a gateway of its own, which does not go together with another one in this process. */
    @Test
    void everyProfileThatIsAskedForIsRead(@TempDir Path folder) throws IOException, InterruptedException {
        Path told = folder.resolve("out");
        Path log = folder.resolve("err");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Karat.class.getName()));
        command.addAll(List.of("bench", "read", "--stored", "200", "--rate", "50", "--seconds", "1"));
        command.addAll(List.of("--connectors", CONNECTORS));
        Process bench = new ProcessBuilder(command)
                .redirectOutput(told.toFile())
                .redirectError(log.toFile())
                .start();

        boolean ended = bench.waitFor(4, TimeUnit.MINUTES);
        bench.destroyForcibly();

        assertThat(ended).as("%s", Files.readString(log)).isTrue();
        assertThat(bench.exitValue()).as("%s", Files.readString(log)).isZero();
        JsonNode result = last(Files.readString(told));
        assertThat(result.path("ok").asBoolean()).isTrue();
        assertThat(result.path("failed").asInt()).isZero();
        assertThat(result.path("requests").asInt()).isEqualTo(50);
        assertFigures(result, "profiles", "requestsPerSecond", "p50Ms", "p99Ms", "peakMemoryMb", "seconds");
    }

    @Test
    void recordsAreMatchedOneAfterTheOther() throws IOException {
        assertThat(karat("bench", "stream", "--stored", "500", "--records", "500"))
                .as("%s", err)
                .isZero();

        JsonNode result = last(out.toString());
        assertThat(result.path("ok").asBoolean()).isTrue();
        assertThat(result.path("records").asInt()).isEqualTo(500);
        assertFigures(result, "recordsPerSecond", "p50Micros", "p99Micros", "peakMemoryMb");
        assertThat(result.path("featureBytesPerRecord").isNumber()).isTrue();
    }
}
