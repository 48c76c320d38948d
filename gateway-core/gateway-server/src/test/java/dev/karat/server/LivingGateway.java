package dev.karat.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A gateway that goes on whatever happens to it: one process after the other, on the same database. */
final class LivingGateway implements AutoCloseable {
    private final Path routes;
    private final Map<String, String> environment;
    private Path data;
    private @Nullable KaratProcess process;
    private volatile @Nullable GatewayClient client;

    /** Between the systems that these routes name; the first process has this data folder. */
    LivingGateway(Path routes, Path data, Map<String, String> environment) {
        this.routes = routes;
        this.data = data;
        this.environment = environment;
    }

    /** Starts a process, and returns when it is ready. */
    LivingGateway start() throws IOException {
        Map<String, String> own = new HashMap<>(environment);
        own.put("KARAT_CLUSTER_NODE", String.valueOf(data.getFileName()));
        own.put("KARAT_DELIVERY_OUTCOMETIMEOUT", "2s");
        KaratProcess started = KaratProcess.start(routes, data, own);
        process = started;
        client = started.client();
        return this;
    }

    /** Its API, as far as it is known to run. For any thread. */
    Optional<GatewayClient> client() {
        return Optional.ofNullable(client);
    }

    private KaratProcess process() {
        if (process == null) {
            throw new IllegalStateException("The gateway was not started");
        }
        return process;
    }

    String log() {
        return process().log();
    }

    void kill() {
        client = null;
        process().kill();
    }

    void pause(Duration time) throws IOException, InterruptedException {
        process().signal("STOP");
        pass(time);
        process().signal("CONT");
    }

    /** Stands still while another node takes its work, wakes up believing that it goes on, and dies. */
    void overtaken(Path other) throws IOException, InterruptedException {
        KaratProcess overtaken = process();
        overtaken.signal("STOP");
        data = other;
        start();
        overtaken.signal("CONT");
        pass(Duration.ofSeconds(1));
        overtaken.kill();
    }

    static void pass(Duration time) {
        Awaitility.await().atMost(time.plusMinutes(1)).pollDelay(time).until(() -> true);
    }

    @Override
    public void close() {
        client = null;
        if (process != null) {
            process.close();
        }
    }
}
