package dev.karat.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.karat.server.GatewayUnderTest.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees in a real browser. Skipped where there is no Chromium. */
class HawtioInBrowserTest {
    /** Where Debian puts it. */
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    /** A browser that talks to the gateway only; tests may run as root, where Chromium has no sandbox. */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** Hawtio is a large script, and test machines are busy. */
    private static final double PATIENCE_MILLIS = 90_000;

    private static Playwright playwright;
    private static Browser browser;

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();
    private Page page;

    @BeforeAll
    static void startBrowser() {
        assumeTrue(Files.isExecutable(CHROMIUM), "Skipped: there is no " + CHROMIUM);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(FLAGS));
    }

    @AfterAll
    static void stopBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    /** Each test is a visitor of its own, without a session. */
    @BeforeEach
    void openPage() {
        page = browser.newContext().newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.setDefaultNavigationTimeout(PATIENCE_MILLIS);
    }

    @AfterEach
    void closePage() {
        if (page != null) {
            page.context().close();
        }
    }

    private void logIn(String path, String name, String token) {
        page.navigate(gateway.url() + path);
        page.locator("input[name=username]").fill(name);
        page.locator("input[name=password]").fill(token);
        page.locator("button[type=submit]").click();
    }

    private static void sees(Locator what) {
        assertThat(what.first()).isVisible(new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
                .setTimeout(PATIENCE_MILLIS));
    }
}
