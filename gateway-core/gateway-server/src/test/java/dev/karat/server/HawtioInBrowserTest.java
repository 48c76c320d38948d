package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.karat.server.GatewayUnderTest.Login;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What an operator sees in a real browser. Skipped where there is no Chromium. */
@EnabledIf(value = "dev.karat.server.Chromium#isInstalled", disabledReason = "Skipped: there is no /usr/bin/chromium")
class HawtioInBrowserTest {
    private static final Chromium CHROMIUM = new Chromium();

    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    /** Each test is a visitor of its own, without a session. */
    private final Page page = CHROMIUM.visit();

    @AfterEach
    void leave() {
        page.context().close();
    }

    @AfterAll
    static void stopBrowser() {
        CHROMIUM.close();
    }

    @Test
    void showsTheRoutesByGroupWithTheirCounters() {
        logIn("/actuator/hawtio", "viewer", Login.VIEWER.token());

        page.getByText("Routes", exactly()).click();
        sees(page.locator("tr", containing("erp-customers-in")).getByText("Started"));
        assertThat(page.locator("tr", containing("erp-customers-in")).innerText())
                .containsPattern("Started\\s.*\\s3\\s+0\\s+0\\s+3\\s");

        page.getByText("erp", exactly()).first().click();
        page.getByText("erp-customers-in", exactly()).first().click();
        page.getByText("Attributes", exactly()).click();
        sees(page.getByText("Customers of the ERP", exactly()));
    }

    @Test
    void showsTheGatewayItsConnectionsTargetsAndRouteFiles() {
        logIn("/actuator/hawtio", "viewer", Login.VIEWER.token());

        page.getByText("JMX", exactly()).click();
        page.getByText("dev.karat", exactly()).click();
        for (String type : List.of("Connection", "RouteFile", "Target")) {
            sees(page.getByText(type, exactly()));
        }
        page.getByText("Gateway", exactly()).click();
        sees(page.getByText("WritesStopped", exactly()));
        sees(page.getByText("Route file 1-inbound/shop.camel.yaml:"));
    }

    @Test
    void letsNobodyInWithAWrongToken() {
        logIn("/actuator/hawtio", "viewer", "wrong");

        sees(page.locator("input[name=password]"));
        assertThat(page.url()).contains("/login?error");
    }

    @Test
    void theApiPageCallsTheApi() {
        logIn("/api/docs", "admin", gateway.adminToken());

        page.locator("#operations-Customers-search button").first().click();
        page.getByText("Try it out").click();
        page.locator("textarea").fill("{\"email\": \"nobody@browser.example\"}");
        page.getByText("Execute", exactly()).click();
        sees(page.locator(".live-responses-table .response-col_status", containing("200")));
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private static Page.LocatorOptions containing(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private void logIn(String path, String name, String token) {
        page.navigate(gateway.url() + path);
        page.locator("input[name=username]").fill(name);
        page.locator("input[name=password]").fill(token);
        page.locator("button[type=submit]").click();
    }

    private static void sees(Locator what) {
        what.first().waitFor();
    }
}
