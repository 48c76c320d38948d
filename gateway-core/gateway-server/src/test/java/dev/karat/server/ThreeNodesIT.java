package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes on one PostgreSQL, with a folder that all of them could read and settings as they come. The third one
 * is cut off from the other two as far as Hazelcast goes, as in a split network: that must cost speed only.
 */
class ThreeNodesIT {
    /** What the issue of fail-over allows from the death of a node until another one reads its source. */
    private static final Duration FAIL_OVER = Duration.ofSeconds(15);

    @TempDir
    private static Path home;

    private static ThreeNodes nodes;

    @BeforeAll
    static void start() throws IOException {
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
        nodes = new ThreeNodes(home, Map.of());
        nodes.part(2);
        // One after the other: which node reads what depends on it.
        for (int node : ThreeNodes.ALL) {
            nodes.start(node);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        nodes.close();
    }

    @Test
    void theWorkMovesWhenItsNodeDiesOrIsPausedAndNothingIsLost() throws Exception {
        drop("1001,Ada,Lovelace,ada@example.test", "one.csv");
        awaitRecords(2, 1);
        int first = nodes.holder("erp/customers", 0);
        assertThat(nodes.writer(0)).as("the node that reads also writes").isEqualTo(first);

        long killed = System.nanoTime();
        nodes.process(first).kill();
        drop("1002,Grace,Hopper,grace@example.test", "two.csv");
        int left = first == 0 ? 1 : 0;
        awaitRecords(left, 2);
        Duration failOver = Duration.ofNanos(System.nanoTime() - killed);
        System.out.println("Fail-over of a source, from the node that wrote, took " + failOver.toMillis() + " ms");
        assertThat(failOver).isLessThan(FAIL_OVER);

        int second = nodes.writer(left);
        int third = 3 - first - second;
        nodes.process(second).signal("STOP");
        drop("1003,Alan,Turing,alan@example.test", "three.csv");
        awaitRecords(third, 3);
        nodes.process(second).signal("CONT");
        drop("1001,Ada,King,ada@example.test", "four.csv");
        // One of the two is cut off from the other: it reads the database instead.
        for (int node : List.of(second, third)) {
            awaitFamilyName(node, "1001", "King");
            assertThat(nodes.status(node).at("/store/records").asInt()).isEqualTo(3);
        }
        String explain = "/api/customers/by-record/explain?system=erp&id=1001";
        assertThat(nodes.client(third).get(explain).at("/values").toString()).contains("King");
        assertThat(nodes.client(third).get(explain))
                .isEqualTo(nodes.client(second).get(explain));
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
                        () -> assertThat(nodes.status(node).at("/store/records").asInt())
                                .as("%s", nodes.process(node).log())
                                .isEqualTo(records));
    }

    private static void awaitFamilyName(int node, String id, String name) {
        Awaitility.await().atMost(KaratProcess.PATIENCE).untilAsserted(() -> {
            String golden = nodes.client(node)
                    .get("/api/customers/by-record?system=erp&id=" + id)
                    .path("id")
                    .asText();
            assertThat(nodes.client(node)
                            .get("/api/customers/" + golden)
                            .at("/data/familyName")
                            .asText())
                    .isEqualTo(name);
        });
    }
}
