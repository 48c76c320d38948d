package dev.karat.server.cli;

import dev.karat.server.bench.ReadBench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code karat bench read}: how fast profiles are read over REST. */
@Command(
        name = "read",
        description = "Measures how fast profiles are read by their ids over REST, at a fixed rate.",
        footer = {
            "",
            "Requests are sent at their times whether or not earlier ones were answered, and each counts from the time at",
            "which it should have been sent. The load comes from the same process, so it takes its share of the machine."
        })
final class BenchReadCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--stored",
            paramLabel = "N",
            description = "Records that are there before (default: ${DEFAULT-VALUE}).")
    private int stored = 20_000;

    @Option(names = "--rate", paramLabel = "N", description = "Requests per second (default: ${DEFAULT-VALUE}).")
    private int rate = 1_000;

    @Option(names = "--seconds", paramLabel = "N", description = "How long it is measured (default: ${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (stored < 1 || rate < 1 || seconds < 1) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--stored, --rate and --seconds are at least 1");
        }
        ReadBench.Result result = new ReadBench(stored, rate, Duration.ofSeconds(seconds))
                .run(RunCommand::start, Home.connectors(connectors));
        Output.last(
                Output.of(spec),
                Output.result(result.failed() == 0)
                        .put("stored", stored)
                        .put("profiles", result.profiles())
                        .put("requests", result.requests())
                        .put("failed", result.failed())
                        .put("requestsPerSecond", result.perSecond())
                        .put("p50Ms", result.p50Ms())
                        .put("p99Ms", result.p99Ms())
                        .put("peakMemoryMb", ProcessFigures.peakMemoryMb())
                        .put("seconds", ProcessFigures.secondsSinceStart()));
        return result.failed() == 0 ? 0 : Failures.NEGATIVE;
    }
}
