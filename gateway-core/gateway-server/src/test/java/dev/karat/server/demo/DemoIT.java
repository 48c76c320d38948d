package dev.karat.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.cli.Karat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a process of its own, as a user starts it: with four systems, from files to every target, to rest. */
class DemoIT {
    private static final int RECORDS = 400;

    @TempDir
    Path folder = Path.of("");

    @Test
    void endsInTheSameStateAlsoIfItIsKilledWhileItReadsAndWhileItWrites() throws Exception {
        JsonNode undisturbed = result(play(folder.resolve("undisturbed"), null));
        Path disturbed = folder.resolve("disturbed");

        // In the middle of reading, at the first writes, and in the middle of writing.
        play(disturbed, "[1-9]\\d* records, 0 writes");
        play(disturbed, "\\d+ records, [1-9]\\d* writes");
        play(disturbed, "\\d+ records, [1-9]\\d\\d+ writes");
        JsonNode goneOn = result(play(disturbed, null));

        assertThat(undisturbed.path("ok").asBoolean()).as("%s", undisturbed).isTrue();
        assertThat(goneOn.path("ok").asBoolean()).as("%s", goneOn).isTrue();
        assertThat(goneOn.path("stateHash")).isEqualTo(undisturbed.path("stateHash"));
        assertThat(goneOn.path("profiles")).isEqualTo(undisturbed.path("profiles"));
        assertThat(goneOn.path("merged").asLong()).isPositive();
        assertThat(audit(disturbed).path("ok").asBoolean()).isTrue();
    }

    /** The demo keeps data and routes of its gateway in one folder. */
    private static JsonNode audit(Path demo) throws IOException, InterruptedException {
        Path gateway = demo.resolve("gateway");
        return result(karat(null, "audit", "--data=" + gateway, "--routes=" + gateway.resolve("routes")));
    }

    private static JsonNode result(List<String> lines) throws JsonProcessingException {
        String last = lines.stream()
                .filter(line -> line.startsWith("{\"ok\""))
                .reduce((one, two) -> two)
                .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
        return new ObjectMapper().readTree(last);
    }

    /** Plays the demo; kills the process as soon as a line is like that, if one is given. Answers what it printed. */
    private static List<String> play(Path data, @Nullable String killAt) throws IOException, InterruptedException {
        return karat(
                killAt,
                "demo",
                "--once",
                "--records=" + RECORDS,
                "--data=" + data,
                "--connectors=" + GatewayUnderTest.CONNECTORS);
    }

    private static List<String> karat(@Nullable String killAt, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Karat.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (killAt != null && line.matches(killAt)) {
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.waitFor();
        }
        return lines;
    }
}
