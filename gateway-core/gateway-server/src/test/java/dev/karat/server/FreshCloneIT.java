package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What docs/getting-started.md tells: the routes of the project run as they are, in a process of its own. */
class FreshCloneIT {
    @TempDir
    private static Path home;

    private static KaratProcess process;
    private static GatewayClient gateway;

    @BeforeAll
    static void start() throws IOException {
        FileSystemUtils.copyRecursively(KaratProcess.ROOT.resolve("routes"), home.resolve("routes"));
        process = KaratProcess.start(home.resolve("routes"), home.resolve("data"), Map.of());
        gateway = process.client();
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    @Test
    void takesADroppedFileAndShowsItsProfiles() throws IOException {
        assertThat(gateway.get("/api/status").path("alerts")).isEmpty();

        Path inbox = home.resolve("data/inbox");
        assertThat(inbox).isDirectory();
        Files.copy(KaratProcess.ROOT.resolve("docs/sample/customers.csv"), inbox.resolve("customers.csv"));

        Awaitility.await()
                .atMost(KaratProcess.PATIENCE)
                .untilAsserted(() -> assertThat(
                                gateway.get("/api/status").at("/store/records").asInt())
                        .as("%s", process.log())
                        .isEqualTo(4));
        JsonNode one = gateway.get("/api/customers/by-record?system=erp&id=1002");
        assertThat(one.at("/data/birthDate").asText()).isEqualTo("1978-12-11");
        assertThat(one.path("records")).hasSize(2);
        assertThat(inbox.resolve("customers.csv")).doesNotExist();
    }

    /** What a Kamelet is made of is nothing that an operator wrote. */
    @Test
    void showsOperatorsTheirRoutesOnly() {
        JsonNode routes = jolokia("search", "type=routes,*", "");
        JsonNode source = jolokia("exec", "type=context,name=\"karat\"", "dumpRoutesAsXml()");

        assertThat(routes)
                .singleElement()
                .extracting(JsonNode::asText)
                .asString()
                .contains("name=\"erp-customers-in\"");
        assertThat(source.asText()).contains("erp-customers-in", "group=\"erp\"");
    }

    private JsonNode jolokia(String type, String bean, String operation) {
        ObjectNode request = new ObjectMapper()
                .createObjectNode()
                .put("type", type)
                .put("mbean", "org.apache.camel:context=karat," + bean)
                .put("operation", operation);
        return gateway.send("POST", "/actuator/jolokia", request).path("value");
    }
}
