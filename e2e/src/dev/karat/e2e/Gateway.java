package dev.karat.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.karat.server.GatewayClient;
import dev.karat.server.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The gateway as its users have it: a process that {@code ./karat run} starts, its command line, its REST API. */
final class Gateway implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(40);
    private static final Duration COMMAND = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path project;
    private final Path routes;
    private final Path data;
    private final Path log;
    private final Map<String, String> environment;
    private final int port;
    private Process process;

    /** @param environment what the routes refer to */
    Gateway(Path project, Path routes, Path home, Map<String, String> environment) {
        this(project, routes, home, environment, 0);
    }

    /** @param port to listen on; 0 for any free one */
    Gateway(Path project, Path routes, Path home, Map<String, String> environment, int port) {
        this.port = port;
        this.project = project;
        this.routes = routes;
        this.data = home.resolve("data");
        this.log = home.resolve("gateway.log");
        this.environment = environment;
    }

    /** Starts the process and waits until it answers. */
    void start() {
        var command = new ProcessBuilder(karat(), "run", routes.toString(), "--data", data.toString(), "--port", "" + port);
        command.environment().putAll(environment);
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long pid = process.pid();
        Wait.require("the gateway runs, see " + log, START, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("The gateway does not start, see " + log);
            }
            return RunningGateway.of(data)
                    .filter(running -> running.pid() == pid)
                    .isPresent();
        });
    }

    /** Ends the process at once, as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Path log() {
        return log;
    }

    /** The state of the gateway. */
    JsonNode status() {
        return client().get("/api/status");
    }

    /** The profile that a record belongs to. */
    JsonNode profileOf(String system, String recordId) {
        return client().get("/api/customers/by-record?system=" + system + "&id="
                + URLEncoder.encode(recordId, StandardCharsets.UTF_8));
    }

    /** The profile of that golden id, or the one that it went into. */
    JsonNode profile(String id) {
        return client().get("/api/customers/" + id);
    }

    /** Profiles that hold an address. */
    JsonNode found(String email) {
        var search = JSON.createObjectNode().put("email", email);
        return client().send("POST", "/api/customers/search", search).path("customers");
    }

    private GatewayClient client() {
        return GatewayClient.of(data);
    }

    /** Runs a command of the gateway that is running; answers the JSON of its last line. */
    JsonNode command(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return karat(all);
    }

    /** Runs a command that needs no gateway; answers the JSON of its last line. */
    JsonNode karat(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(karat());
        command.addAll(arguments);
        try {
            Process run = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            String out = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!run.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
                run.destroyForcibly();
                throw new IllegalStateException("karat " + arguments.get(0) + " does not end");
            }
            List<String> lines = out.lines().toList();
            return JSON.readTree(lines.get(lines.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stopped);
        }
    }

    private String karat() {
        return project.resolve("karat").toString();
    }

    /** Stops the process as an operator does. */
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                    kill();
                }
            } catch (InterruptedException stopped) {
                kill();
                Thread.currentThread().interrupt();
            }
        }
    }
}
