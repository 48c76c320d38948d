package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what Karat does, on business systems that it brings along. */
@Command(
        name = "demo",
        description = {
            "Starts an ERP system's file server, a shop, a mailing list, a support desk and a mailbox on this machine,"
                    + " and the real gateway on them; shows what it merges and delivers, and stays up to be looked at."
        },
        footer = {"", "Run again on the same folder after a crash, it goes on and ends in the same state."})
final class DemoCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--once", description = "End when the story is told; exit code 1 if something is not as expected.")
    private boolean once;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed makes other customers.")
    private long seed = 7;

    @Option(names = "--records", paramLabel = "N", description = "Records of all systems (default: ${DEFAULT-VALUE}).")
    private int records = 2_100;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of the gateway (default: a new one for once).")
    private @Nullable Path data;

    @Option(
            names = "--twins",
            paramLabel = "DIR",
            description = "Folder of the systems (default: twins in the former).")
    private @Nullable Path twins;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the gateway (default: any free one).")
    private int port;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean forOnce = data == null;
        Path folder = data == null
                ? Files.createTempDirectory("karat-demo")
                : data.toAbsolutePath().normalize();
        PrintWriter out = Output.of(spec);
        var settings = new Demo.Settings(
                folder.resolve("gateway"),
                twins == null ? folder.resolve("twins") : twins.toAbsolutePath().normalize(),
                Home.connectors(connectors),
                seed,
                records,
                port);
        try (var demo = Demo.start(settings, RunCommand::start)) {
            PrintWriter err = Output.errors(spec);
            Demo.Result result = demo.play(out::println, err::println);
            result.failures().forEach(out::println);
            if (once) {
                Output.last(out, json(result));
                return result.ok() ? 0 : Failures.NEGATIVE;
            }
            out.println("Operators  " + demo.url() + "/actuator/hawtio");
            out.println("API        " + demo.url() + "/api/docs");
            out.println("Login      admin, with the token in " + demo.tokenFile());
            out.println("Stop with Ctrl-C.");
            Output.last(out, json(result).put("url", demo.url()));
            demo.awaitStop();
            return 0;
        } finally {
            if (forOnce) {
                FileSystemUtils.deleteRecursively(folder);
            }
        }
    }

    private static ObjectNode json(Demo.Result result) {
        var state = result.state();
        return Output.result(result.ok())
                .put("records", state.records())
                .put("profiles", state.profiles())
                .put("merged", state.merged())
                .put("delivered", state.delivered())
                .put("deadLetters", result.deadLetters())
                .put("writesAfterRest", result.writesAfterRest())
                .put("erasedResurrected", result.erasedResurrected())
                .put("duplicatesAtTargets", state.duplicatesAtTargets())
                .put("stateHash", state.stateHash())
                .put("seconds", ProcessFigures.secondsSinceStart());
    }
}
