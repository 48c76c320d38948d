package dev.karat.server;

import dev.karat.server.cli.Karat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code karat run} in a process of its own, with the connectors of the project. */
public final class KaratProcess implements AutoCloseable {
    public static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /** A start takes seconds, on a busy machine minutes. */
    public static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path data;
    private final Path log;
    private final Process process;

    private KaratProcess(Path data, Path log, Process process) {
        this.data = data;
        this.log = log;
        this.process = process;
    }

    /** Starts it and does not wait until it is ready. */
    public static KaratProcess start(Path routes, Path data, Map<String, String> environment, String... options)
            throws IOException {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Karat.class.getName(),
                "run",
                routes.toString(),
                "--port=0",
                "--data=" + data,
                "--connectors=" + ROOT.resolve("connectors")));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new KaratProcess(data, log, builder.start());
    }

    /** Its API, once it is ready. */
    public GatewayClient client() {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(log());
            }
            return GatewayClient.find(data).isPresent();
        });
        return GatewayClient.of(data);
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return "no log: " + unreadable;
        }
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** True if it has a TCP connection that begins at a port of this machine; Linux only. */
    boolean hasConnectionFrom(int port) {
        String local = ":%04X".formatted(port);
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            var rows = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
            rows.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
            Set<String> sockets = rows.stream()
                    .map(row -> row.strip().split("\\s+", -1))
                    .filter(row -> row.length > 9 && row[1].endsWith(local))
                    .map(row -> "socket:[" + row[9] + "]")
                    .collect(Collectors.toSet());
            return files.anyMatch(file -> sockets.contains(linked(file)));
        } catch (IOException ended) {
            return false;
        }
    }

    private static String linked(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
