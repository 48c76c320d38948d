package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.Connectors;
import dev.karat.server.bench.DeliverBench;
import dev.karat.server.bench.DeliverBench.Latency;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code karat bench deliver}: how fast and how evenly profiles reach their targets. */
@Command(
        name = "deliver",
        description = "Measures how fast and how evenly profiles reach five targets, which are twins of vendors.",
        footer = {
            "",
            "The targets are two shops (Shopify), two mailing lists (Mailchimp) and a help desk (Zendesk), served by this",
            "process over HTTP on loopback, without limits. First every customer is created at all of them, then every",
            "customer is changed: deliveries per second. Then changes flow at a steady rate, and the time of each counts",
            "from its hand-over to the answer of the last target: with all five, while the help desk is dead (it takes",
            "connections and drops them), and with all five while one of them, a shop that knows nobody, is filled. The",
            "targets are read meanwhile, each once a second. The last line is the result as JSON."
        })
final class BenchDeliverCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--customers", paramLabel = "N", description = "Customers (default: ${DEFAULT-VALUE}).")
    private int customers = 5_000;

    @Option(names = "--rate", paramLabel = "N", description = "Changes per second (default: ${DEFAULT-VALUE}).")
    private int rate = 20;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long changes flow for each latency (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(
            names = "--backfill",
            paramLabel = "N",
            description = "Customers that one target is filled with; 0 to leave that out (default: ${DEFAULT-VALUE}).")
    private int backfill = 100_000;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() throws IOException {
        if (customers < 1 || rate < 1 || seconds < 1 || backfill < 0) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--customers, --rate and --seconds are at least 1");
        }
        var load = new DeliverBench.Load(customers, Duration.ofSeconds(seconds), rate, backfill);
        Connectors known = Connectors.read(Home.connectors(connectors));
        Path folder = Files.createTempDirectory("karat-bench");
        try (var bar = TerminalBar.ofTerminal()) {
            print(new DeliverBench(folder, known, load, Clock.systemUTC(), bar::at).run());
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        return 0;
    }

    private void print(DeliverBench.Result result) {
        PrintWriter out = Output.of(spec);
        out.printf(
                "Deliveries to 5 targets: %,.0f new records per second, %,.0f changes per second%n",
                result.created().perSecond(), result.changed().perSecond());
        out.printf("From a change to the last of 5 targets: %s%n", text(result.quiet()));
        out.printf("To 4 targets: %s; while the fifth is dead: %s%n", text(result.four()), text(result.withoutDead()));
        out.printf("That is a p95 of %+.0f %%%n", slower(result));
        out.printf(
                "The dead one had a backlog of %,d, and caught up in %.1f s%n",
                result.backlog(), result.catchUpSeconds());
        out.printf("While one is filled, %,.0f per second: %s%n", result.filledPerSecond(), text(result.filling()));
        ObjectNode json = Output.result(result.refused() == 0)
                .put("customers", customers)
                .put("createdPerSecond", Math.round(result.created().perSecond()))
                .put("createdCpuMs", tenths(result.created().cpuMs()))
                .put("changedPerSecond", Math.round(result.changed().perSecond()))
                .put("changedCpuMs", tenths(result.changed().cpuMs()));
        put(json, "quiet", result.quiet());
        put(json, "four", result.four());
        put(json, "withoutDead", result.withoutDead());
        json.put("slowerPercent", tenths(slower(result)));
        json.put("backlog", result.backlog()).put("catchUpSeconds", tenths(result.catchUpSeconds()));
        put(json, "filling", result.filling());
        json.put("filledPerSecond", Math.round(result.filledPerSecond()))
                .put("refused", result.refused())
                .put("peakMemoryMb", ProcessFigures.peakMemoryMb())
                .put("seconds", ProcessFigures.secondsSinceStart());
        Output.last(out, json);
    }

    private static double slower(DeliverBench.Result result) {
        return result.withoutDead().slowerThan(result.four());
    }

    private static String text(Latency latency) {
        return "p50 %.0f ms, p95 %.0f ms, p99 %.0f ms".formatted(latency.p50(), latency.p95(), latency.p99());
    }

    private static void put(ObjectNode json, String name, Latency latency) {
        json.putObject(name)
                .put("changes", latency.changes())
                .put("p50Ms", tenths(latency.p50()))
                .put("p95Ms", tenths(latency.p95()))
                .put("p99Ms", tenths(latency.p99()));
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
