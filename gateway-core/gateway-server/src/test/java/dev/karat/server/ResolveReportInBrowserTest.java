package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.karat.server.cli.ResolveCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a person sees of {@code karat resolve --report} in a real browser. Skipped where there is no Chromium. */
@EnabledIf(value = "dev.karat.server.Chromium#isInstalled", disabledReason = "Skipped: there is no /usr/bin/chromium")
class ResolveReportInBrowserTest {
    private static final Chromium CHROMIUM = new Chromium();

    /** Every id and every place of the set tries to become markup, a script or a part of the template. */
    private static final String HOSTILE =
            "</script><script>window.owned=1</script><img src=x onerror='window.owned=2'>&lt;{{script}}\u2028";

    @TempDir
    private static Path folder;

    private final List<String> requests = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Page page = visit(new Browser.NewContextOptions());

    @BeforeAll
    static void makeThePages() throws IOException {
        Path set = Files.writeString(folder.resolve("<i>set.csv"), set());
        resolve(set, "full.html", "--truth", "who", "--report-values");
        resolve(set, "keys.html");
        resolve(Files.writeString(folder.resolve("empty.csv"), "id,email\n"), "empty.html");
    }

    @AfterEach
    void leave() {
        page.context().close();
    }

    @AfterAll
    static void stopBrowser() {
        CHROMIUM.close();
    }

    private static void resolve(Path set, String report, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(set, "--out", folder.resolve("out.csv"), "--report", folder.resolve(report))
                                .map(Object::toString),
                        Arrays.stream(more))
                .toList();
        var silent = new PrintWriter(new StringWriter());
        assertThat(new CommandLine(new ResolveCommand())
                        .setOut(silent)
                        .setErr(silent)
                        .execute(arguments.toArray(String[]::new)))
                .isZero();
    }

    /** Customers with one to four records each, of few names, so that many pairs are doubtful. */
    private static String set() {
        var random = new SplittableRandom(3);
        String[] given = {"Robert", "Bob", "Maria", "Anna", "John", "Ingrid"};
        String[] family = {"Smith", "Garcia", "Novak", "Lindqvist"};
        var rows = new StringBuilder("id,system,givenName,familyName,birthDate,email,locality,who\n");
        for (int customer = 0; customer < 60; customer++) {
            String name = given[random.nextInt(6)];
            String birthDate = "19" + (60 + random.nextInt(9)) + "-0" + (1 + random.nextInt(9)) + "-17";
            String surname = family[random.nextInt(4)];
            for (int record = random.nextInt(4); record >= 0; record--) {
                rows.append("\"%s%d.%d\",<b>crm</b>,%s,%s,%s,%s,\"%s\",%d%n"
                        .formatted(
                                HOSTILE,
                                customer,
                                record,
                                random.nextInt(4) == 0 ? name.charAt(0) : name,
                                surname,
                                random.nextInt(3) == 0 ? "" : birthDate,
                                random.nextInt(3) == 0 ? "" : name + customer + "@mail.example.net",
                                HOSTILE,
                                customer));
            }
        }
        return rows.toString();
    }

    private Page visit(Browser.NewContextOptions visitor) {
        Page visit = CHROMIUM.visit(visitor.setOffline(true));
        visit.onRequest(request -> requests.add(request.url()));
        visit.onConsoleMessage(message -> complaints.add(message.text()));
        visit.onPageError(complaints::add);
        return visit;
    }

    private void open(String report) {
        page.navigate(folder.resolve(report).toUri().toString());
    }

    private String score() {
        return page.locator(".waterfall tfoot .number").innerText();
    }

    private Locator listed(int index) {
        return page.locator("#pairs .list button").nth(index);
    }

    @Test
    void theScoresStandBetweenTheTwoThresholds() {
        open("full.html");
        assertThat(page.locator("#scores rect.bar.one").count()).isGreaterThan(3);
        assertThat(page.locator("#scores rect.bar.maybe").count()).isPositive();
        assertThat(page.locator("#scores rect.bar.two").count()).isPositive();
        double review = x(page.locator("#scores [data-threshold=review]"));
        double link = x(page.locator("#scores [data-threshold=link]"));
        assertThat(review).isLessThan(link);
        assertThat(x(page.locator("#scores rect.bar.one").first())).isGreaterThanOrEqualTo(link - 1);
        page.locator("#scores svg").hover();
        assertThat(page.locator("#scores .readout").innerText()).contains("bits:", "pair");
        page.locator("#scores summary").click();
        assertThat(page.locator("#scores tbody tr").count()).isGreaterThan(5);
    }

    private static double x(Locator what) {
        return what.boundingBox().x;
    }

    @Test
    void anotherPairHasAnotherWaterfall() {
        open("full.html");
        assertThat(listed(0).getAttribute("aria-current")).isEqualTo("true");
        assertThat(score()).isEqualTo(listed(0).locator(".score").innerText());
        assertThat(page.locator(".waterfall tbody tr").count()).isGreaterThan(2);
        String before = page.locator(".why").innerText();

        listed(5).click();
        assertThat(page.locator(".why").innerText()).isNotEqualTo(before);
        assertThat(listed(5).getAttribute("aria-current")).isEqualTo("true");
        assertThat(listed(0).getAttribute("aria-current")).isEqualTo("false");
        assertThat(score()).isEqualTo(listed(5).locator(".score").innerText());

        page.keyboard().press("ArrowDown");
        assertThat(listed(6).getAttribute("aria-current")).isEqualTo("true");
        assertThat(score()).isEqualTo(listed(6).locator(".score").innerText());
    }

    @Test
    void thePiecesOfAWaterfallAddUp() {
        open("full.html");
        page.locator("#pairs .chips button[data-name=LINKED]").click();
        double sum = page.locator(".waterfall tbody .number").allInnerTexts().stream()
                .mapToDouble(ResolveReportInBrowserTest::number)
                .sum();
        // Each of them is rounded to a tenth.
        assertThat(sum).isCloseTo(number(score()), org.assertj.core.data.Offset.offset(0.5));
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace('−', '-'));
    }

    @Test
    void theCurveIsReadAtAnyThreshold() {
        open("full.html");
        assertThat(page.locator("#truth path.curve").count()).isEqualTo(3);
        assertThat(page.locator("#truth [data-threshold=link]").count()).isEqualTo(1);
        String before = page.locator("#truth .readout").innerText();
        page.locator("#truth input").focus();
        for (int step = 0; step < 20; step++) {
            page.keyboard().press("ArrowRight");
        }
        assertThat(page.locator("#truth .readout").innerText())
                .contains("precision", "recall", "F1")
                .isNotEqualTo(before);
    }

    @Test
    void nothingThatARecordSaysBecomesMarkup() {
        for (String report : List.of("full.html", "keys.html")) {
            open(report);
            assertThat(listed(0).innerText()).contains(HOSTILE.substring(0, 80), "<b>crm</b>");
            assertThat(page.locator(".source").innerText()).contains("<i>set.csv");
            page.locator("#sizes summary").first().click();
            assertThat(page.locator("#sizes details[open] li").first().innerText())
                    .contains("onerror");
            assertThat(page.locator("img, #pairs b, .source i, script[src]").count())
                    .isZero();
            assertThat(page.locator("script").count()).isEqualTo(2);
            assertThat(page.evaluate("String(window.owned)")).isEqualTo("undefined");
        }
        open("full.html");
        assertThat(page.locator(".values").innerText()).contains("<img src=x onerror=");
    }

    @Test
    void valuesAreThereOnlyIfTheyWereAskedFor() throws IOException {
        assertThat(Files.readString(folder.resolve("keys.html"))).doesNotContain("Lindqvist", "mail.example");
        assertThat(Files.readString(folder.resolve("full.html"))).contains("Lindqvist", "mail.example");
        open("keys.html");
        assertThat(page.locator(".values").count()).isZero();
        assertThat(page.locator(".privacy").innerText()).contains("not in this page");
        assertThat(page.locator("#truth").isVisible()).isFalse();
    }

    @Test
    void itAsksNoNetworkAndComplainsOfNothing() {
        for (String report : List.of("full.html", "keys.html", "empty.html")) {
            open(report);
            page.locator(".chips button:enabled").all().forEach(Locator::click);
        }
        assertThat(requests).hasSize(3).allSatisfy(url -> assertThat(url).startsWith("file:"));
        assertThat(complaints).isEmpty();
        assertThat(page.locator("h1").innerText()).isEqualTo("The 0 records are 0 customers");
    }

    @Test
    void itFitsAPhoneInTheDark() {
        Page phone =
                visit(new Browser.NewContextOptions().setViewportSize(360, 740).setColorScheme(ColorScheme.DARK));
        phone.navigate(folder.resolve("full.html").toUri().toString());
        phone.locator("#pairs .list button").nth(3).click();
        assertThat(phone.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
        assertThat(phone.locator(".waterfall").isVisible()).isTrue();
        assertThat(phone.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(16, 19, 23)");
        phone.context().close();
    }
}
