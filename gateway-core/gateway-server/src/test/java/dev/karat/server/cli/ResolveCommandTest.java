package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.match.ModelJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ResolveCommandTest {
    private static final String ROWS = """
            id,givenName,familyName,birthDate,email,who
            1,Ingrid,Lindqvist,1978-12-11,ingrid@lindqvist.se,a
            2,Ingrid,Lindqvst,1978-12-11,ingrid@lindqvist.se,a
            3,Mehmet,Garcia,1950-01-30,mg@garcia.es,b
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new ResolveCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failures.report(failure, command.getErr(), false))
                .execute(arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private JsonNode lastLine() throws IOException {
        return new ObjectMapper()
                .readTree(out.toString().strip().lines().reduce((a, b) -> b).orElse(""));
    }

    @Test
    void rowsOfOneCustomerGetOneGoldenId() throws IOException {
        Path answer = folder.resolve("out.csv");
        assertThat(run(file("in.csv", ROWS), "--out", answer.toString(), "--truth", "who", "--threads", "2"))
                .isZero();
        JsonNode summary = lastLine();
        assertThat(summary.path("ok").asBoolean()).isTrue();
        assertThat(summary.path("records").asInt()).isEqualTo(3);
        assertThat(summary.path("profiles").asInt()).isEqualTo(2);
        assertThat(summary.path("f1").asDouble()).isEqualTo(1.0);
        assertThat(summary.path("seconds").asDouble()).isPositive();
        assertThat(summary.path("peakMemoryMb").asLong()).isPositive();
        assertThat(Files.readAllLines(answer)).hasSize(4).first().isEqualTo("id,golden_id");
        assertThat(err.toString()).contains("Read 3 records");
    }

    @Test
    void aSavedModelCanBeUsedAgain() throws IOException {
        String input = file("in.csv", ROWS);
        String model = folder.resolve("model.json").toString();
        Path first = folder.resolve("first.csv");
        Path second = folder.resolve("second.csv");
        assertThat(run(input, "--out", first.toString(), "--save-model", model)).isZero();
        assertThat(run(input, "--out", second.toString(), "--model", model)).isZero();
        assertThat(second).hasSameTextualContentAs(first);
    }

    @Test
    void aProfileOfSuspiciouslyManyRecordsIsNamedByItsIdOnly() throws IOException {
        // Each shares a number with the next one, so that keys which too many bear do not matter.
        var rows = new StringBuilder("id,givenName,familyName,birthDate,phone\n");
        for (int i = 100; i < 151; i++) {
            rows.append(i + ",Ingrid,Lindqvist,1978-12-11,+4930123" + i + "00|+4930123" + (i + 1) + "00\n");
        }
        String model = folder.resolve("model.json").toString();
        Files.writeString(Path.of(model), ModelJson.write(MatchModel.standard()));
        String output = folder.resolve("out.csv").toString();
        assertThat(run(file("in.csv", rows.toString()), "--out", output, "--model", model))
                .isZero();
        assertThat(lastLine().path("largeProfiles").asInt()).isEqualTo(1);
        assertThat(lastLine().path("cutProfiles").asInt()).isZero();
        String id = Files.readAllLines(Path.of(output)).get(1).split(",", -1)[1];
        assertThat(err.toString())
                .contains("Look at 1 profile(s) of more than 50 different records; the largest: " + id + " (51)")
                .doesNotContain("Lindqvist");
    }

    @Test
    void anotherModelIsComparedWithoutTouchingWhatIsWritten() throws IOException {
        String input = file("in.csv", ROWS);
        Path plain = folder.resolve("plain.csv");
        Path model = folder.resolve("model.json");
        assertThat(run(input, "--out", plain.toString(), "--save-model", model.toString()))
                .isZero();
        String strict = Files.readString(model).replaceFirst("\"linkAt\" : [0-9.]+", "\"linkAt\" : 0.9999999999999");
        Path compared = folder.resolve("compared.csv");

        assertThat(run(input, "--out", compared.toString(), "--compare", file("strict.json", strict)))
                .isZero();

        assertThat(compared).hasSameTextualContentAs(plain);
        assertThat(lastLine().path("splits").asInt()).isEqualTo(1);
        assertThat(lastLine().path("merges").asInt()).isZero();
        assertThat(lastLine().path("recordsMoved").asInt()).isEqualTo(1);
        assertThat(out.toString())
                .contains("0 merges, 1 splits", "split 1 | 2", "1 and 2 decide:", "bits are needed for a link")
                .doesNotContain("Lindqvist");
    }

    @Test
    void aReportIsWrittenWithoutValuesUnlessTheyAreAskedFor() throws IOException {
        String input = file("in.csv", ROWS);
        String output = folder.resolve("out.csv").toString();
        Path report = folder.resolve("report.html");
        assertThat(run(input, "--out", output, "--report", report.toString())).isZero();
        assertThat(report).content().contains("<!doctype html>").doesNotContain("Lindqvist");
        assertThat(err.toString()).contains("Wrote the report");
        assertThat(run(input, "--out", output, "--report", report.toString(), "--report-values"))
                .isZero();
        assertThat(report).content().contains("Lindqvist");
        assertThat(run(input, "--out", output, "--report-values")).isEqualTo(2);
        assertThat(run(
                        input,
                        "--out",
                        output,
                        "--report",
                        folder.resolve("no/r.html").toString()))
                .isEqualTo(2);
    }

    @Test
    void badInputIsTwoWithACode() throws IOException {
        String output = folder.resolve("out.csv").toString();
        assertThat(run(file("in.csv", "id,colour\n1,red\n"), "--out", output)).isEqualTo(2);
        assertThat(err.toString()).contains("FILE_MALFORMED", "in.csv:1");
        assertThat(run(file("in.csv", ROWS), "--out", output, "--model", file("m.json", "{}")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("MODEL_INVALID");
        assertThat(run("--out", output)).isEqualTo(2);
        assertThat(run(file("in.csv", ROWS), "--out", output, "--threads", "0")).isEqualTo(2);
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }
}
