package dev.karat.server.cli;

import dev.karat.server.bench.StreamBench;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code karat bench stream}: how fast records are matched one after the other, in memory. */
@Command(
        name = "stream",
        description = "Measures matching alone: records come one after the other, on one thread, without a store.",
        footer = {
            "",
            "Generated entries of a CRM (bench generate) come in random order. Each is compared, linked and put into its",
            "cluster before the next one. Memory is told for each record: what is compared of it, and its keys and links."
        })
final class BenchStreamCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--stored",
            paramLabel = "N",
            description = "Records that are there before (default: ${DEFAULT-VALUE}).")
    private int stored = 100_000;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Records that are measured (default: ${DEFAULT-VALUE}).")
    private int records = 200_000;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed, other customers (default: 7).")
    private long seed = 7;

    @Override
    public Integer call() throws IOException {
        if (stored < 0 || records < 1) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--stored is at least 0 and --records at least 1");
        }
        StreamBench.Result result = new StreamBench(stored, records, seed).run();
        Output.last(
                Output.of(spec),
                Output.result(true)
                        .put("stored", stored)
                        .put("records", records)
                        .put("recordsPerSecond", result.recordsPerSecond())
                        .put("p50Micros", result.p50Micros())
                        .put("p99Micros", result.p99Micros())
                        .put("featureBytesPerRecord", result.featureBytes())
                        .put("indexBytesPerRecord", result.indexBytes())
                        .put("peakMemoryMb", ProcessFigures.peakMemoryMb())
                        .put("seconds", ProcessFigures.secondsSinceStart()));
        return 0;
    }
}
