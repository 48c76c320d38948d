package dev.karat.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import org.junit.jupiter.api.Test;

/** The pages and descriptions that come with the server. */
class PagesTest {
    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    @Test
    void openApiDescribesEveryOperation() {
        var api = gateway.get("/api/openapi", Login.VIEWER.token()).json();

        assertThat(api.path("paths").fieldNames())
                .toIterable()
                .contains(
                        "/api/customers/{goldenId}",
                        "/api/customers/by-record",
                        "/api/customers/search",
                        "/api/status",
                        "/api/dead-letters",
                        "/api/events",
                        "/api/subscribers/{name}/resume",
                        "/api/backup");
        assertThat(api.at("/components/securitySchemes/bearer/scheme").asText()).isEqualTo("bearer");
    }

    @Test
    void theApiPageLoads() {
        var redirect = gateway.get("/api/docs", Login.VIEWER.token());
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(gateway.get("/api/swagger-ui/index.html", Login.VIEWER.token())
                        .body())
                .contains("swagger-ui");
    }

    @Test
    void prometheusReadsCountsOfTheStoreAndOfRoutes() {
        String metrics =
                gateway.get("/actuator/prometheus", Login.VIEWER.token()).body();

        assertThat(metrics).contains("karat_records", "karat_profiles", "karat_dead_letters", "karat_store_bytes");
        assertThat(metrics).contains("routeId=\"erp-customers-in\"");
    }

    @Test
    void hawtioLoadsBehindTheLogin() {
        var page = gateway.get("/actuator/hawtio/index.html", Login.VIEWER.token());

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).containsIgnoringCase("hawtio");
    }

    @Test
    void theFirstPageIsThatOfTheOperators() {
        var first = gateway.get("/", Login.VIEWER.token());

        assertThat(first.status()).isEqualTo(302);
        assertThat(first.header("Location")).endsWith("/actuator/hawtio");
    }

    @Test
    void whatIsNotThereIsAProblem() {
        var answer = gateway.get("/api/nothing", Login.VIEWER.token());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("code").asText()).isEqualTo("NOT_FOUND");
        assertThat(answer.json().path("detail").asText()).isEqualTo("There is nothing at this address");
    }
}
