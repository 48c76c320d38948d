package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code karat init} as people and scripts see it; what is written for which system is tested beside the connectors. */
class InitCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int karat(Object... arguments) {
        var all = new ArrayList<Object>(Arrays.asList(arguments));
        all.addAll(List.of("--connectors", "../../connectors"));
        out.getBuffer().setLength(0);
        return Karat.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.stream().map(String::valueOf).toArray(String[]::new));
    }

    private JsonNode lastLine() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return Output.JSON.readTree(lines.get(lines.size() - 1));
    }

    @Test
    void writesAGatewayThatIsValidAndAddsASystemToIt() throws IOException {
        Path dir = folder.resolve("acme");
        assertThat(karat("init", "--with", "erp,shopify,mailchimp", "--dir", dir))
                .as("%s", err)
                .isZero();
        assertThat(out.toString()).contains("System shopify (Shopify)", "Next: ");
        JsonNode told = lastLine();
        assertThat(told.path("ok").asBoolean()).isTrue();
        assertThat(told.path("folder").asText()).isEqualTo(dir.resolve("routes").toString());
        assertThat(told.path("systems")).extracting(JsonNode::asText).containsExactly("erp", "shopify", "mailchimp");
        assertThat(told.path("variables"))
                .extracting(JsonNode::asText)
                .contains("ERP_PASSWORD", "SHOPIFY_CLIENT_SECRET", "MAILCHIMP_API_KEY");
        assertThat(dir.resolve("routes/.schema/gateway.schema.json")).exists();
        assertThat(dir.resolve(".env.example")).content().contains("\nMAILCHIMP_API_KEY=\n");
        assertThat(dir.resolve(".gitignore")).content().contains(".env\n", "/data/\n");

        assertThat(karat("validate", dir.resolve("routes"))).as("%s", out).isZero();

        assertThat(karat("init", "--add", "crm=salesforce", "--dir", dir))
                .as("%s", err)
                .isZero();
        assertThat(lastLine().path("systems")).extracting(JsonNode::asText).containsExactly("crm");
        assertThat(karat("validate", dir.resolve("routes"))).as("%s", out).isZero();
    }

    @Test
    void writesNothingOver() throws IOException {
        Path ignored = Files.writeString(folder.resolve(".gitignore"), "own\n");
        assertThat(karat("init", "--with", "shopify", "--dir", folder)).isZero();
        assertThat(ignored).hasContent("own");
        Path file = folder.resolve("routes/gateway.yaml");
        String first = Files.readString(file);
        assertThat(karat("init", "--with", "zendesk", "--dir", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("CONFIG_INVALID", "is there already; nothing was written", "fix: ");
        assertThat(file).hasContent(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shopfiy", "Shop=shopify", "shopify,shopify"})
    void refusesWhatIsNoSystem(String names) {
        assertThat(karat("init", "--with", names, "--dir", folder)).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void addsToNothing() {
        assertThat(karat("init", "--add", "shopify", "--dir", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("There is no ", "gateway.yaml to add to");
    }
}
