package dev.karat.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.server.GatewayUnderTest;
import dev.karat.server.GatewayUnderTest.Login;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What operators see of connectors and connections over REST. */
class ConnectorsTest {
    private final GatewayUnderTest gateway = GatewayUnderTest.shared();

    @Test
    void aViewerSeesWhichThereAreAndWhoUsesThem() {
        JsonNode all = gateway.get("/api/connectors", Login.VIEWER.token()).json();
        JsonNode shopify = StreamSupport.stream(all.spliterator(), false)
                .filter(one -> one.path("id").asText().equals("shopify"))
                .findFirst()
                .orElseThrow();
        assertThat(shopify.path("kind").asText()).isEqualTo("BUNDLED");
        assertThat(shopify.path("state").asText()).isEqualTo("READY");
        assertThat(shopify.path("api").asText()).isEqualTo("1");
        assertThat(shopify.path("systems").toString()).contains("\"erp\"", "\"shop\"");
        assertThat(shopify.path("capabilities").toString()).contains("READ_INCREMENTAL");
        assertThat(gateway.get("/api/connectors", null).status()).isEqualTo(401);
    }

    @Test
    void anOperatorTestsAConnection() {
        JsonNode report = gateway.post("/api/connections/erp/check", Login.OPERATOR.token(), "")
                .json();
        assertThat(report.at("/findings/0/code").asText()).isEqualTo("VENDOR_UNAVAILABLE");
        assertThat(report.toString()).doesNotContain(System.getenv("PATH"));

        assertThat(gateway.post("/api/connections/erp/check", Login.VIEWER.token(), "")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.post("/api/connections/nobody/check", Login.OPERATOR.token(), "")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("SYSTEM_UNKNOWN");
        assertThat(gateway.post("/api/connections/shop-us/check", Login.OPERATOR.token(), "")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("SECRET_MISSING");
    }
}
