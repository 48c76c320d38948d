package dev.karat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.karat.testkit.twin.Fault;
import dev.karat.testkit.twin.OdooTwin;
import dev.karat.testkit.twin.TwinSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes give the customers of an ERP to a vendor that makes a second record of whoever is created twice. What
 * befalls the node that does so, and Hazelcast between them, costs speed only.
 */
class DeliveryOnThreeNodesIT {
    private static final int CUSTOMERS = 40;
    private static final int REQUESTS = 200;
    private static final String TARGET = "target/crm";

    /** Less than an operation of Hazelcast takes to give up, and enough for a busy machine. */
    private static final Duration FAST = Duration.ofSeconds(4);

    @TempDir
    private Path home;

    private final OdooTwin crm = OdooTwin.start(TwinSettings.of(Clock.systemUTC()));
    private ThreeNodes nodes;

    /** The last version that was seen of each customer at the vendor. */
    private final Map<String, Integer> seen = new HashMap<>();

    /** Those that were given an older version after a newer one. */
    private final List<String> backwards = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(home.resolve("inbox"));
        Path routes = Files.createDirectories(home.resolve("routes"));
        Files.writeString(
                routes.resolve("gateway.yaml"), """
                version: 1
                systems:
                  erp:
                    connector: files
                    connection: { url: "file:%s", settle: 200ms }
                    trust: 80
                    poll: 500ms
                  crm:
                    connector: odoo
                    connection: { url: "%s", apiKey: env:TEST_KEY }
                    limits: { requests: %d, per: 1s }
                    trust: 20
                    poll: 500ms
                survivorship:
                  default: [trust, recent]
                targets:
                  crm:
                    phase: live
                    mode: upsert
                    fields: { give: [givenName, familyName, emails] }
                    brake: { creates: all, updates: all }
                """.formatted(home.resolve("inbox"), crm.baseUri(), REQUESTS));
        Files.writeString(
                routes.resolve("all.camel.yaml"),
                route("erp-in", "kamelet:files-customer-source", "system: erp", "golden:ingest")
                        + route("crm-in", "kamelet:odoo-customer-source", "system: crm", "golden:ingest")
                        + route(
                                "crm-out",
                                "golden:deliver",
                                "target: crm, delay: 200",
                                "kamelet:odoo-customer-sink?system=crm"));
        nodes = new ThreeNodes(
                home,
                Map.of(
                        "KARAT_CLUSTER_LEASETTL", "3s",
                        "KARAT_DELIVERY_OUTCOMETIMEOUT", "10s",
                        "TEST_KEY", crm.credentials().get("apiKey")));
        for (int node : ThreeNodes.ALL) {
            nodes.start(node);
        }
        nodes.client(0)
                .send(
                        "PUT",
                        "/api/targets/crm/phase",
                        JsonNodeFactory.instance.objectNode().put("phase", "live"));
    }

    private static String route(String id, String from, String parameters, String to) {
        return """
                - route:
                    id: %s
                    from:
                      uri: %s
                      parameters: { %s }
                      steps:
                        - to: %s
                """.formatted(id, from, parameters, to);
    }

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        crm.close();
    }

    @Test
    void everythingArrivesOnceAndInOrderWhateverFails() throws Exception {
        Awaitility.await()
                .atMost(KaratProcess.PATIENCE)
                .untilAsserted(() -> assertThat(nodes.members(0)).isEqualTo(3));
        useTheAccountTogether();
        killTheNodeThatCreates();
        pauseTheNodeThatUpdates();
        splitHazelcast();
        endHazelcast();
    }

    /** Most of it is for the nodes that read or write there, and a pause that one of them hears of is one for all. */
    private void useTheAccountTogether() {
        await().untilAsserted(() -> {
            List<Integer> calls = ThreeNodes.ALL.stream().map(this::callsLeft).toList();
            assertThat(calls).anyMatch(left -> left > REQUESTS / 3 + 1);
            assertThat(calls.stream().mapToInt(left -> left).sum()).isLessThanOrEqualTo(REQUESTS);
        });
        crm.faults().next(1, Fault.tooManyRequests("20"));
        await().untilAsserted(() ->
                assertThat(ThreeNodes.ALL.stream().map(this::callsLeft)).containsOnly(0));
    }

    private int callsLeft(int node) {
        for (JsonNode system : nodes.status(node).path("connections")) {
            if (system.path("name").asText().equals("crm")) {
                return system.at("/quota/remaining").asInt();
            }
        }
        throw new AssertionError(nodes.status(node).toString());
    }

    private void killTheNodeThatCreates() throws IOException {
        crm.faults().next(CUSTOMERS, "POST", "/create", Fault.slow(Duration.ofMillis(200)));
        drop(0);
        awaitVersions(0, 5);
        int killed = nodes.holder(TARGET, 0);
        nodes.process(killed).kill();
        assertThat(look()).as("in the midst of it").hasSizeLessThan(CUSTOMERS);
        awaitAll(0, killed == 0 ? 1 : 0);
        crm.faults().clear();
        nodes.start(killed);
    }

    private void pauseTheNodeThatUpdates() throws Exception {
        crm.faults().next(CUSTOMERS, "POST", "/write", Fault.slow(Duration.ofMillis(200)));
        drop(1);
        awaitVersions(1, 5);
        int paused = nodes.holder(TARGET, 0);
        nodes.process(paused).signal("STOP");
        assertThat(look().values()).as("in the midst of it").contains(0);
        int left = paused == 0 ? 1 : 0;
        drop(2);
        awaitAll(2, left);
        assertShown(2, left);
        nodes.process(paused).signal("CONT");
        drop(3);
        awaitAll(3, paused);
        assertShown(3, paused);
    }

    private void splitHazelcast() throws Exception {
        int alone = nodes.holder(TARGET, 0);
        drop(4);
        nodes.part(alone);
        awaitAll(4, alone);
        drop(5);
        awaitAll(5, alone);
        for (int node : ThreeNodes.ALL) {
            assertShown(5, node);
        }
        Awaitility.await()
                .atMost(KaratProcess.PATIENCE)
                .untilAsserted(() -> assertThat(nodes.members(alone)).isEqualTo(1));
        drop(6);
        awaitAll(6, alone);
    }

    private void endHazelcast() throws Exception {
        drop(7);
        for (int node : ThreeNodes.ALL) {
            nodes.shutDownHazelcast(node);
        }
        awaitAll(7, 0);
        drop(8);
        awaitAll(8, 0);
        for (int node : ThreeNodes.ALL) {
            assertShown(8, node);
            assertThat(nodes.client(node).get("/actuator/health").path("status").asText())
                    .isEqualTo("UP");
        }
    }

    private void drop(int version) throws IOException {
        var rows = new StringBuilder("id,first_name,last_name,email\n");
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            rows.append(
                    "%d,%s,%s,%s%n".formatted(customer, given(customer), family(customer, version), email(customer)));
        }
        Path part = home.resolve("inbox/customers-" + version + ".part");
        Files.writeString(part, rows);
        Files.move(part, home.resolve("inbox/customers-" + version + ".csv"));
    }

    private static String given(int customer) {
        return word(1_000 + customer);
    }

    /** Its last letter tells the version. */
    private static String family(int customer, int version) {
        return word(2_000 + customer) + (char) ('a' + version);
    }

    private static String email(int customer) {
        return "c" + customer + "@example.test";
    }

    private static String word(int number) {
        String letters = new Random(number * 7919L)
                .ints(7, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return Character.toUpperCase(letters.charAt(0)) + letters.substring(1);
    }

    /** The version of each customer at the vendor; it is there once only. */
    private Map<String, Integer> look() {
        List<JsonNode> all = crm.all();
        assertThat(all.stream().map(one -> one.path("email").asText()))
                .as("created once")
                .doesNotHaveDuplicates();
        Map<String, Integer> now = all.stream()
                .collect(Collectors.toMap(
                        one -> one.path("email").asText(),
                        one -> version(one.path("name").asText())));
        now.forEach((email, version) -> {
            Integer before = seen.put(email, version);
            if (before != null && before > version) {
                backwards.add(email + " from " + before + " to " + version);
            }
        });
        return now;
    }

    private static int version(String name) {
        return name.charAt(name.length() - 1) - 'a';
    }

    private void awaitVersions(int version, int customers) {
        await().untilAsserted(() -> assertThat(look().values().stream().filter(one -> one == version))
                .hasSizeGreaterThanOrEqualTo(customers));
    }

    private void awaitAll(int version, int asked) {
        await().untilAsserted(() -> assertThat(look().values().stream().filter(one -> one == version))
                .as(() -> nodes.status(asked) + nodes.process(asked).log())
                .hasSize(CUSTOMERS));
        assertThat(crm.all().stream().map(one -> one.path("name").asText()))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, CUSTOMERS)
                        .mapToObj(customer -> given(customer) + " " + family(customer, version))
                        .toList());
        assertThat(backwards).isEmpty();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(KaratProcess.PATIENCE).pollInterval(Duration.ofMillis(100));
    }

    /** A node shows the profiles as they are, and makes nobody wait. */
    private void assertShown(int version, int node) {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            long started = System.nanoTime();
            JsonNode shown = nodes.client(node).get("/api/customers/by-record?system=erp&id=" + customer);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(FAST);
            assertThat(shown.at("/data/familyName").asText()).isEqualTo(family(customer, version));
        }
    }
}
