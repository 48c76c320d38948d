package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.cli.Karat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What docs/getting-started.md tells: the routes of the project run as they are, in a process of its own. */
class FreshCloneIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /** A start takes seconds, on a busy machine minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private static Path home;

    private static Process process;
    private static GatewayClient gateway;

    @BeforeAll
    static void start() throws IOException {
        FileSystemUtils.copyRecursively(ROOT.resolve("routes"), home.resolve("routes"));
        Path data = home.resolve("data");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Karat.class.getName(),
                        "run",
                        home.resolve("routes").toString(),
                        "--port=0",
                        "--data=" + data,
                        "--connectors=" + ROOT.resolve("connectors"))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        Awaitility.await().atMost(PATIENCE).until(() -> GatewayClient.find(data).isPresent());
        gateway = GatewayClient.of(data);
    }

    @AfterAll
    static void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Test
    void takesADroppedFileAndShowsItsProfiles() throws IOException {
        assertThat(gateway.get("/api/status").path("alerts")).isEmpty();

        Path inbox = home.resolve("data/inbox");
        assertThat(inbox).isDirectory();
        Files.copy(ROOT.resolve("docs/sample/customers.csv"), inbox.resolve("customers.csv"));

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                gateway.get("/api/status").at("/store/records").asInt())
                        .as("%s", Files.readString(home.resolve("log")))
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
