package dev.karat.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Up to three gateways as processes on one PostgreSQL. Their Hazelcast members reach each other through relays, so that
 * a node can be parted from the others, and can be shut down by themselves.
 */
final class ThreeNodes implements AutoCloseable {
    static final List<Integer> ALL = List.of(0, 1, 2);

    private final Path home;
    private final Map<String, String> settings;
    private final EmbeddedPostgres server;
    private final List<Spot> spots = new ArrayList<>();
    private final KaratProcess[] processes = new KaratProcess[ALL.size()];
    private final GatewayClient[] clients = new GatewayClient[ALL.size()];

    /** Where a node is found, in whichever process. */
    private record Spot(int memberPort, MemberRelay relay, int jmxPort) {}

    /**
     * @param home folder with {@code routes/}
     * @param settings environment of all nodes
     */
    ThreeNodes(Path home, Map<String, String> settings) throws IOException {
        this.home = home;
        this.settings = settings;
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        while (spots.size() < ALL.size()) {
            int port = FreePort.any();
            spots.add(new Spot(port, new MemberRelay(port, this::callerAt), FreePort.any()));
        }
    }

    /** Starts a node and waits until it is ready. */
    void start(int node) throws IOException {
        Path data = home.resolve("node" + node);
        Files.createDirectories(data);
        Files.writeString(data.resolve("erasure-key"), "the key that all of the nodes have\n");
        Spot spot = spots.get(node);
        var environment = new HashMap<>(settings);
        environment.put("KARAT_STORE_URL", server.getJdbcUrl("postgres", "postgres"));
        environment.put("KARAT_STORE_USER", "postgres");
        environment.put("KARAT_STORE_PASSWORD", "env:TEST_PASSWORD");
        environment.put("TEST_PASSWORD", "postgres");
        environment.put("KARAT_CLUSTER_NODE", "node" + node);
        environment.put("KARAT_CLUSTER_PORT", Integer.toString(spot.memberPort()));
        environment.put(
                "KARAT_CLUSTER_MEMBERS",
                spots.stream()
                        .map(Spot::relay)
                        .filter(relay -> !relay.isParted(node))
                        .map(MemberRelay::address)
                        .collect(Collectors.joining(",")));
        int jmx = spot.jmxPort();
        environment.put(
                "JAVA_TOOL_OPTIONS",
                "-Dhazelcast.local.publicAddress=" + spot.relay().address()
                        + " -Dhazelcast.jmx=true -Djava.rmi.server.hostname=127.0.0.1"
                        + " -Dcom.sun.management.jmxremote.host=127.0.0.1 -Dcom.sun.management.jmxremote.port=" + jmx
                        + " -Dcom.sun.management.jmxremote.rmi.port=" + jmx
                        + " -Dcom.sun.management.jmxremote.authenticate=false"
                        + " -Dcom.sun.management.jmxremote.ssl=false");
        processes[node] = KaratProcess.start(home.resolve("routes"), data, Map.copyOf(environment), "--cluster");
        clients[node] = processes[node].client();
    }

    KaratProcess process(int node) {
        return processes[node];
    }

    GatewayClient client(int node) {
        return clients[node];
    }

    JsonNode status(int node) {
        return client(node).get("/api/status");
    }

    /** The node that writes, as another one says. */
    int writer(int asked) {
        return number(status(asked).at("/cluster/writer").asText());
    }

    /** The node whose turn something is, as another one says; -1 if it is nobody's at the moment. */
    int holder(String turn, int asked) {
        for (JsonNode node : status(asked).at("/cluster/nodes")) {
            for (JsonNode one : node.path("turns")) {
                if (one.asText().equals(turn)) {
                    return number(node.path("name").asText());
                }
            }
        }
        return -1;
    }

    private static int number(String name) {
        return name.charAt("node".length()) - '0';
    }

    /** The node that has a connection from that port, by what the system says; -1 if none has. */
    private int callerAt(int port) {
        for (int node : ALL) {
            if (processes[node] != null && processes[node].hasConnectionFrom(port)) {
                return node;
            }
        }
        return -1;
    }

    /** Cuts a node off from the others as far as Hazelcast goes; one that is started then does not look for them. */
    void part(int node) {
        for (int other : ALL) {
            if (other != node) {
                spots.get(node).relay().part(other);
                spots.get(other).relay().part(node);
            }
        }
    }

    /** How many members a node's Hazelcast sees, itself among them. */
    int members(int node) throws IOException, JMException {
        return onMember(node, (beans, member) -> (Integer) beans.getAttribute(member, "memberCount"));
    }

    /** Ends the Hazelcast member of a node that goes on running. */
    void shutDownHazelcast(int node) throws IOException, JMException {
        onMember(node, (beans, member) -> String.valueOf(beans.invoke(member, "shutdown", null, null)));
    }

    private interface Call<R> {
        R on(MBeanServerConnection beans, ObjectName member) throws IOException, JMException;
    }

    /** On loopback, at a process that this test started. */
    @SuppressWarnings("BanJNDI")
    private <R> R onMember(int node, Call<R> call) throws IOException, JMException {
        var url = new JMXServiceURL(
                "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + spots.get(node).jmxPort() + "/jmxrmi");
        try (var connector = JMXConnectorFactory.connect(url)) {
            var beans = connector.getMBeanServerConnection();
            var name = new ObjectName("com.hazelcast:type=HazelcastInstance,*");
            return call.on(beans, beans.queryNames(name, null).iterator().next());
        }
    }

    @Override
    public void close() throws IOException {
        for (KaratProcess process : processes) {
            if (process != null) {
                process.kill();
            }
        }
        for (Spot spot : spots) {
            spot.relay().close();
        }
        server.close();
    }
}
