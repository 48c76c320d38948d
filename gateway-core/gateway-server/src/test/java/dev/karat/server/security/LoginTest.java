package dev.karat.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors of the gateway. */
class LoginTest {
    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    @Nested
    class WithoutALogin {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/api/status",
                    "/api/customers/x",
                    "/api/openapi",
                    "/api/docs",
                    "/actuator",
                    "/actuator/prometheus",
                    "/actuator/hawtio",
                    "/actuator/jolokia",
                    "/nowhere"
                })
        void isToldToLogInWithAProblem(String path) {
            var answer = gateway.get(path, null);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(answer.json().path("code").asText()).isEqualTo("UNAUTHORIZED");
            assertThat(answer.json().path("fix").asText()).isNotBlank();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
        void seesOnlyWhetherTheGatewayIsWell(String path) {
            var answer = gateway.get(path, null);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("status").asText()).isEqualTo("UP");
            assertThat(answer.json().has("components")).isFalse();
        }

        @Test
        void isSentToTheFormInABrowser() {
            var answer = gateway.send(gateway.request("/actuator/hawtio", null).header("Accept", "text/html"));

            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location")).endsWith("/login");
        }
    }

    @Nested
    class WithAToken {
        @ParameterizedTest
        @ValueSource(strings = {"wrong", "token-of-the-viewerx", "a.b.c"})
        void thatIsUnknownIsNotLetIn(String token) {
            assertThat(gateway.get("/api/status", token).status()).isEqualTo(401);
        }

        @Test
        void isLetInWithoutASession() {
            var answer = gateway.get("/api/status", gateway.adminToken());

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().headers().allValues("Set-Cookie"))
                    .noneMatch(it -> it.contains("KARAT_SESSION"));
        }

        @Test
        void isLetInByTheNameAndPasswordThatBrowsersKnow() {
            String basic = Base64.getEncoder()
                    .encodeToString(("admin:" + gateway.adminToken()).getBytes(StandardCharsets.UTF_8));
            var answer = gateway.send(gateway.request("/api/status", null).header("Authorization", "Basic " + basic));

            assertThat(answer.status()).isEqualTo(200);
        }

        @Test
        void ofAnotherNameIsNotLetIn() {
            String basic = Base64.getEncoder()
                    .encodeToString(("admin:" + Login.VIEWER.token()).getBytes(StandardCharsets.UTF_8));
            var answer = gateway.send(gateway.request("/api/status", null).header("Authorization", "Basic " + basic));

            assertThat(answer.status()).isEqualTo(401);
        }
    }

    @Nested
    class WithARoleThatIsTooLow {
        @Test
        void theViewerGrantsNoPhase() {
            var answer = gateway.put("/api/targets/shop/phase", Login.VIEWER.token(), "{\"phase\":\"live\"}");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().path("code").asText()).isEqualTo("FORBIDDEN");
            assertThat(answer.json().path("detail").asText()).contains("operator");
        }

        @Test
        void theStewardReplaysNothing() {
            assertThat(gateway.post("/api/dead-letters/replay", Login.STEWARD.token(), "{}")
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void theOperatorMakesNoBackup() {
            assertThat(gateway.post("/api/backup", Login.OPERATOR.token(), "{\"file\":\"/tmp/never.db\"}")
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void everyRoleSeesTheStatus() {
            for (Login login : Login.values()) {
                assertThat(gateway.get("/api/status", login.token()).status()).isEqualTo(200);
            }
        }
    }

    @Nested
    class OnTheForm {
        private final CookieManager cookies = new CookieManager();
        private final HttpClient browser =
                HttpClient.newBuilder().cookieHandler(cookies).build();

        @Test
        void aBrowserGetsASessionButNeedsTheCsrfTokenToChangeAnything() throws IOException, InterruptedException {
            assertThat(page("/login").body()).contains("name=\"username\"", "name=\"password\"");
            String fields = "username=admin&password=" + gateway.adminToken() + "&_csrf="
                    + URLEncoder.encode(csrf(), StandardCharsets.UTF_8);
            var login = post("/login", "application/x-www-form-urlencoded", fields, "");
            assertThat(login.statusCode()).isEqualTo(302);
            assertThat(login.headers().firstValue("Location").orElse("")).doesNotContain("error");

            assertThat(page("/api/status").statusCode()).isEqualTo(200);
            assertThat(post("/api/writes/stop", "application/json", "{\"reason\":\"x\"}", "")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(post("/api/customers/search", "application/json", "{\"email\":\"a@b.example\"}", csrf())
                            .statusCode())
                    .isEqualTo(200);
        }

        private HttpResponse<String> page(String path) throws IOException, InterruptedException {
            return browser.send(
                    HttpRequest.newBuilder(URI.create(gateway.url() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        private HttpResponse<String> post(String path, String type, String body, String csrf)
                throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            if (!csrf.isEmpty()) {
                request.header("X-XSRF-TOKEN", csrf);
            }
            return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        private String csrf() {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theTokenFileIsForItsOwnerOnly() throws IOException {
        var file = gateway.data().resolve("admin-token");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file).strip()).hasSizeGreaterThan(40);
        assertThat(Files.readString(gateway.data().resolve("gateway.json"))).doesNotContain(gateway.adminToken());
    }
}
