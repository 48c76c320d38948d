package dev.karat.server;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real browser without a window, started when it is needed first. For one thread; close it at the end. */
public final class Chromium implements AutoCloseable {
    /** Where Debian puts it. */
    private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");

    /** It asks nobody but the pages that it is shown; tests may run as root, where Chromium has no sandbox. */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** Pages may be large, and test machines are busy. */
    private static final double PATIENCE_MILLIS = 60_000;

    private @Nullable Playwright playwright;
    private @Nullable Browser browser;

    /** For {@code @EnabledIf}. */
    static boolean isInstalled() {
        return Files.isExecutable(EXECUTABLE);
    }

    /** A page of a visitor who was never here before; close its context at the end. */
    public Page visit() {
        return visit(new Browser.NewContextOptions());
    }

    public Page visit(Browser.NewContextOptions visitor) {
        Page page = started().newContext(visitor).newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.setDefaultNavigationTimeout(PATIENCE_MILLIS);
        return page;
    }

    private Browser started() {
        if (browser == null) {
            playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(EXECUTABLE)
                            .setArgs(FLAGS));
        }
        return browser;
    }

    @Override
    public void close() {
        if (playwright != null) {
            playwright.close();
        }
    }
}
