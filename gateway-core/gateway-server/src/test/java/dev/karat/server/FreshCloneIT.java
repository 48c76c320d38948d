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
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What docs/getting-started.md tells: the routes of the project run as they are, in a process of its own. */
class FreshCloneIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path home;

    private Process process;
    private GatewayClient gateway;

    @BeforeEach
    void start() throws IOException {
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

    @AfterEach
    void stop() {
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
        JsonNode one = gateway.get("/api/customers/by-record?system=erp&id=1001");
        assertThat(one.at("/data/givenName").asText()).isEqualTo("Jürgen");
        assertThat(one.path("records")).hasSize(2);
        assertThat(inbox.resolve("customers.csv")).doesNotExist();
    }

    @Test
    void showsOperatorsTheirRoutesOnly() {
        ObjectNode search = new ObjectMapper()
                .createObjectNode()
                .put("type", "search")
                .put("mbean", "org.apache.camel:type=routes,*");

        JsonNode routes = gateway.send("POST", "/actuator/jolokia", search).path("value");

        assertThat(routes)
                .map(JsonNode::asText)
                .isEqualTo(List.of("org.apache.camel:context=karat,name=\"erp-customers-in\",type=routes"));
    }
}
