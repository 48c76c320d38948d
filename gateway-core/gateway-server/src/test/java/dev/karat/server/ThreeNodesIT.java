package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes on one PostgreSQL, with a folder that all of them could read. The third one is cut off from the
 * other two as far as Hazelcast goes, as in a split network: that must cost speed only.
 */
class ThreeNodesIT {
    /** What the issue of fail-over allows from the death of a node until another one reads its source. */
    private static final Duration FAIL_OVER = Duration.ofSeconds(15);

    @TempDir
    private static Path home;

    private static EmbeddedPostgres server;
    private static final List<KaratProcess> NODES = new ArrayList<>();
    private static final List<GatewayClient> CLIENTS = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        Files.createDirectories(home.resolve("inbox"));
        Files.createDirectories(home.resolve("routes"));
        Files.writeString(home.resolve("routes/gateway.yaml"), """
                version: 1
                systems:
                  erp:
                    connector: files
                    connection: { url: "file:%s", settle: 200ms }
                    poll: 500ms
                """.formatted(home.resolve("inbox")));
        Files.writeString(home.resolve("routes/erp.camel.yaml"), """
                - route:
                    id: erp-customers-in
                    from:
                      uri: kamelet:files-customer-source
                      parameters: { system: erp }
                      steps:
                        - to: golden:ingest
                """);
        List<Integer> ports = IntStream.range(0, 3).map(i -> freePort()).boxed().toList();
        // One after the other: which node reads what depends on it.
        for (int i = 0; i < 3; i++) {
            NODES.add(start(i, ports));
            CLIENTS.add(NODES.get(i).client());
        }
    }

    private static KaratProcess start(int number, List<Integer> ports) throws IOException {
        Path data = home.resolve("node" + number);
        Files.createDirectories(data);
        Files.writeString(data.resolve("erasure-key"), "the key that all of the nodes have\n");
        boolean cutOff = number == 2;
        String members = cutOff ? "127.0.0.1:" + ports.get(2) : "127.0.0.1:" + ports.get(0);
        var environment = new HashMap<String, String>();
        environment.put("KARAT_STORE_URL", server.getJdbcUrl("postgres", "postgres"));
        environment.put("KARAT_STORE_USER", "postgres");
        environment.put("KARAT_STORE_PASSWORD", "env:TEST_PASSWORD");
        environment.put("TEST_PASSWORD", "postgres");
        environment.put("KARAT_CLUSTER_NODE", "node" + number);
        environment.put("KARAT_CLUSTER_LEASETTL", "3s");
        environment.put("KARAT_CLUSTER_PORT", ports.get(number).toString());
        environment.put("KARAT_CLUSTER_MEMBERS", members);
        return KaratProcess.start(home.resolve("routes"), data, Map.copyOf(environment), "--cluster");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (KaratProcess node : NODES) {
            node.kill();
        }
        server.close();
    }

    @Test
    void theWorkMovesWhenItsNodeDiesOrIsPausedAndNothingIsLost() throws Exception {
        drop("1001,Ada,Lovelace,ada@example.test", "one.csv");
        awaitRecords(2, 1);
        int first = nodeWithTurn("erp/customers", 0);

        long killed = System.nanoTime();
        NODES.get(first).kill();
        drop("1002,Grace,Hopper,grace@example.test", "two.csv");
        int left = first == 0 ? 1 : 0;
        awaitRecords(left, 2);
        Duration failOver = Duration.ofNanos(System.nanoTime() - killed);
        System.out.println("Fail-over of a source took " + failOver.toMillis() + " ms");
        assertThat(failOver).isLessThan(FAIL_OVER);

        int second = node(status(left).at("/cluster/writer").asText());
        int third = 3 - first - second;
        NODES.get(second).signal("STOP");
        drop("1003,Alan,Turing,alan@example.test", "three.csv");
        awaitRecords(third, 3);
        NODES.get(second).signal("CONT");
        drop("1001,Ada,King,ada@example.test", "four.csv");
        // One of the two is cut off from the other: it reads the database instead.
        for (int node : List.of(second, third)) {
            awaitFamilyName(node, "1001", "King");
            assertThat(status(node).at("/store/records").asInt()).isEqualTo(3);
        }
        String explain = "/api/customers/by-record/explain?system=erp&id=1001";
        assertThat(CLIENTS.get(third).get(explain).at("/values").toString()).contains("King");
        assertThat(CLIENTS.get(third).get(explain))
                .isEqualTo(CLIENTS.get(second).get(explain));
    }

    private static void drop(String row, String name) throws IOException {
        Path part = home.resolve("inbox").resolve(name + ".part");
        Files.writeString(part, "id,first_name,last_name,email\n" + row + "\n");
        Files.move(part, home.resolve("inbox").resolve(name));
    }

    private static void awaitRecords(int node, int records) {
        Awaitility.await()
                .atMost(KaratProcess.PATIENCE)
                .untilAsserted(
                        () -> assertThat(status(node).at("/store/records").asInt())
                                .as("%s", NODES.get(node).log())
                                .isEqualTo(records));
    }

    private static void awaitFamilyName(int node, String id, String name) {
        Awaitility.await().atMost(KaratProcess.PATIENCE).untilAsserted(() -> {
            String golden = CLIENTS.get(node)
                    .get("/api/customers/by-record?system=erp&id=" + id)
                    .path("id")
                    .asText();
            assertThat(CLIENTS.get(node)
                            .get("/api/customers/" + golden)
                            .at("/data/familyName")
                            .asText())
                    .isEqualTo(name);
        });
    }

    private static JsonNode status(int node) {
        return CLIENTS.get(node).get("/api/status");
    }

    private static int nodeWithTurn(String turn, int asked) {
        for (JsonNode node : status(asked).at("/cluster/nodes")) {
            for (JsonNode one : node.path("turns")) {
                if (one.asText().equals(turn)) {
                    return node(node.path("name").asText());
                }
            }
        }
        throw new AssertionError(status(asked).toString());
    }

    private static int node(String name) {
        return name.charAt("node".length()) - '0';
    }
}
