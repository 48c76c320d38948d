package dev.karat.server.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import dev.karat.server.GatewaySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A member of a cluster in a process of its own, which can be paused. Arguments: name of the cluster, port, members. */
final class MemberProcess implements AutoCloseable {
    private final Process process;

    MemberProcess(String cluster, int port, int... members) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MemberProcess.class.getName(),
                cluster,
                Integer.toString(port)));
        for (int member : members) {
            command.add(Integer.toString(member));
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) {
        var members = List.of(arguments).subList(2, arguments.length).stream()
                .mapToInt(Integer::parseInt)
                .toArray();
        Hazelcast.newHazelcastInstance(config(arguments[0], Integer.parseInt(arguments[1]), members));
    }

    /** As a node has it, but for the time that it gives others to come. */
    static Config config(String cluster, int port, int... members) {
        List<String> addresses =
                Arrays.stream(members).mapToObj(member -> "127.0.0.1:" + member).toList();
        return Member.config(new GatewaySettings.Cluster(
                        true,
                        null,
                        Duration.ofSeconds(6),
                        addresses,
                        "127.0.0.1",
                        port,
                        cluster,
                        1_000,
                        Duration.ofMillis(50)))
                .setProperty("hazelcast.wait.seconds.before.join", "0");
    }

    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
