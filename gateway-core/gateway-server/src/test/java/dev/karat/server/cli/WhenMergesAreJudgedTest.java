package dev.karat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.StoredRecord;
import dev.karat.server.Chromium;
import dev.karat.server.GatewayUnderTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A person judges merges in the page of {@code karat preview merges}; the answers become verdicts. */
@EnabledIf(value = "dev.karat.server.Chromium#isInstalled", disabledReason = "Skipped: there is no /usr/bin/chromium")
class WhenMergesAreJudgedTest {
    private static final String ROWS = """
            system,id,givenName,familyName,email,phone,birthDate
            erp,judge-1,Mary,Somerville,mary@judge.test,+493012340001,1780-12-26
            shop,judge-1,Mary,Somerville,mary@judge.test,+493012340001,1780-12-26
            erp,judge-2,Sofia,Kowalewska,sofia@judge.test,+493012340002,1850-01-15
            shop,judge-2,Sofia,Kowalewska,sofia@judge.test,+493012340002,1850-01-15
            """;

    private final StringWriter out = new StringWriter();

    @TempDir
    private Path folder;

    private int karat(Object... arguments) {
        var line = new ArrayList<String>();
        Arrays.stream(arguments).map(String::valueOf).forEach(line::add);
        line.addAll(List.of(
                "--data", GatewayUnderTest.shared().data().toString(), "--routes", "src/test/resources/routes"));
        return Karat.run(new PrintWriter(out, true), new PrintWriter(out, true), line.toArray(String[]::new));
    }

    private JsonNode result() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    private static StoredRecord stored(String system, String id) {
        return GatewayUnderTest.shared()
                .store()
                .record(new RecordKey(system, "customer", id))
                .orElseThrow();
    }

    @Test
    void theAnswersBecomeVerdicts() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"), ROWS);
        assertThat(karat("load", rows, "--connectors", GatewayUnderTest.CONNECTORS))
                .isZero();
        assertThat(stored("erp", "judge-1").goldenId())
                .isEqualTo(stored("shop", "judge-1").goldenId());

        Path html = folder.resolve("merges.html");
        assertThat(karat("preview", "merges", "--html", html, "--values")).isZero();
        assertThat(result().path("overlap").path("erp + shop").asLong()).isGreaterThanOrEqualTo(2);

        Path answers = judged(html);
        assertThat(karat("preview", "merges", "--answers", answers)).isZero();

        assertThat(result().path("verdicts").asInt()).isEqualTo(2);
        assertThat(result().path("judged").asInt()).isEqualTo(2);
        assertThat(result().path("right").asInt()).isEqualTo(1);
        assertThat(result().path("precisionFrom").asDouble()).isBetween(0.09, 0.1);
        assertThat(stored("erp", "judge-1").goldenId())
                .isNotEqualTo(stored("shop", "judge-1").goldenId());
        assertThat(stored("erp", "judge-2").goldenId())
                .isEqualTo(stored("shop", "judge-2").goldenId());
    }

    /** Says No of the first customer's pair and Yes of the other's, among those drawn at random. */
    private Path judged(Path html) {
        try (var chromium = new Chromium()) {
            Page page = chromium.visit(new Browser.NewContextOptions().setOffline(true));
            page.navigate(html.toUri().toString());
            page.locator("#pairs .chips button[data-name=RANDOM]").click();
            answer(page, "judge-1", "no");
            answer(page, "judge-2", "yes");
            assertThat(page.locator("#review .answered").innerText()).startsWith("2 pairs answered");
            Download saved = page.waitForDownload(
                    () -> page.locator("#review .chips button").click());
            Path answers = folder.resolve("answers.json");
            saved.saveAs(answers);
            return answers;
        }
    }

    private static void answer(Page page, String id, String answer) {
        page.locator("#pairs .list button", new Page.LocatorOptions().setHasText(id))
                .first()
                .click();
        page.locator(".question button[data-name=" + answer + "]").click();
        assertThat(page.locator(".question button[data-name=" + answer + "]").getAttribute("aria-pressed"))
                .isEqualTo("true");
    }
}
