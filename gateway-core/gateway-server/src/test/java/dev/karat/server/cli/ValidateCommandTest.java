package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code karat validate} as people and scripts see it; what is found at all is tested beside the checks. */
class ValidateCommandTest {
    private static final String CONNECTORS = "../../connectors";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                version: 1
                systems:
                  shop: { connector: shopify, connection: { shop: acme, token: env:KARAT_TEST_THAT_IS_NOT_SET } }
                """);
        Files.writeString(folder.resolve("shop.camel.yaml"), """
                - route:
                    id: shop-in
                    from:
                      uri: connector:read
                      parameters: { system: shop }
                      steps:
                        - to: golden:ingest
                """);
    }

    private int validate(Object... arguments) {
        var all = new java.util.ArrayList<Object>(List.of("validate", folder, "--connectors", CONNECTORS));
        all.addAll(Arrays.asList(arguments));
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.stream().map(String::valueOf).toArray(String[]::new));
    }

    private JsonNode lastLine() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    private void breakTheRoute() throws IOException {
        Path file = folder.resolve("shop.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("system: shop", "system: shpo"));
    }

    @Test
    void isContentAndOnlyNoticesASecretThatIsElsewhere() throws IOException {
        assertThat(validate()).isZero();
        assertThat(out.toString()).contains("Nothing is wrong in " + folder + ", but look at the notices: 1");
        assertThat(lastLine().path("ok").asBoolean()).isTrue();
        assertThat(lastLine().path("notices").asInt()).isEqualTo(1);
        assertThat(err.toString())
                .contains("notice: ", "gateway.yaml:3: env:KARAT_TEST_THAT_IS_NOT_SET is not set (SECRET_MISSING)");
    }

    @Test
    void tellsPeopleWhereAndHowToMendIt() throws IOException {
        breakTheRoute();
        assertThat(validate()).isEqualTo(1);
        assertThat(out.toString())
                .contains("shop.camel.yaml:4: There is no system shpo in gateway.yaml (SYSTEM_UNKNOWN)", "  fix: ");
        assertThat(lastLine().path("ok").asBoolean()).isFalse();
        assertThat(lastLine().path("problems").asInt()).isEqualTo(1);
    }

    @Test
    void tellsMachinesInAnArray() throws IOException {
        assertThat(validate("--format", "json")).isZero();
        assertThat(out.toString().strip()).isEqualTo("[]");
        breakTheRoute();
        out.getBuffer().setLength(0);
        assertThat(validate("--format=json")).isEqualTo(1);
        JsonNode problem = Output.JSON.readTree(out.toString()).path(0);
        assertThat(problem.properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("code", "file", "line", "message", "fix");
        assertThat(problem.path("code").asText()).isEqualTo("SYSTEM_UNKNOWN");
        assertThat(problem.path("file").asText()).endsWith("shop.camel.yaml");
        assertThat(problem.path("line").asInt()).isEqualTo(4);
    }

    private void isClean(Path routes) {
        int code = Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "validate",
                routes.toString(),
                "--connectors",
                CONNECTORS);
        assertThat(code).as("%s", out).isZero();
        assertThat(err.toString()).doesNotContain("ROUTE_CYCLE", "FIELD_TWO_WRITERS", "No route");
    }

    @Test
    void findsNothingInTheFoldersThatComeWithKarat() throws IOException {
        isClean(Path.of("../../routes"));
        isClean(Path.of("../../e2e/four-systems/routes"));
        Path tracker = folder.resolve("tracker");
        copy(Path.of("../../e2e/request-tracker/routes"), tracker, text -> text);
        copy(Path.of(CONNECTORS, "files/mapping"), tracker.resolve("mapping"), text -> text);
        isClean(tracker);
    }

    @Test
    void findsNothingInTheRoutesOfTheDemo() throws IOException {
        Path demo = folder.resolve("demo");
        copy(
                Path.of("src/main/resources/demo"),
                demo,
                text -> text.replace("@erpUrl@", "sftp://127.0.0.1:2/")
                        .replaceAll("@\\w+Url@", "http://127.0.0.1:3")
                        .replaceAll("@\\w+Port@", "4")
                        .replaceAll("@(secret|\\w+Key|knownHosts)@", "/nowhere")
                        .replaceAll("@\\w+@", "a1b2c3d4"));
        isClean(demo);
    }

    private static void copy(Path from, Path to, UnaryOperator<String> edit) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(one -> one.toString().contains(".yaml"))
                    .toList()) {
                Path copied = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copied.getParent()));
                Files.writeString(copied, edit.apply(Files.readString(file)));
            }
        }
    }

    @Test
    void refusesAFolderThatIsNone() {
        assertThat(Karat.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "validate",
                        folder.resolve("nowhere").toString()))
                .isEqualTo(2);
        assertThat(validate("--format", "xml")).isEqualTo(2);
    }
}
