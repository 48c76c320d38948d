package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.connector.Connectors;
import dev.karat.server.bench.ConnectorBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code karat bench connector}: how fast connectors read and write. */
@Command(
        name = "connector",
        description = "Measures how fast connectors read and write, each against the twin of its vendor.",
        footer = {
            "",
            "The vendors are served by this process over HTTP or SFTP on loopback, without limits, and their work takes its",
            "share of the machine. Customers are created by connector:write, read by connector:read in the pages of the",
            "connector and prepared for the engine, and changed by connector:write, 100 in a page. Neither matching nor the",
            "store is part of it. A smaller run goes before, so that what is measured is compiled. The last line is the",
            "result as JSON."
        })
final class BenchConnectorCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Connectors: shopify, mailchimp, odoo, vendure, files (default: shopify vendure files).")
    private List<String> names = List.of("shopify", "vendure", "files");

    @Option(names = "--customers", paramLabel = "N", description = "Customers (default: ${DEFAULT-VALUE}).")
    private int customers = 5_000;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() throws IOException {
        if (customers < 1 || !ConnectorBench.measurable().containsAll(names)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--customers is at least 1, and NAME one of " + ConnectorBench.measurable());
        }
        Connectors known = Connectors.read(Home.connectors(connectors));
        Path folder = Files.createTempDirectory("karat-bench");
        var json = Output.result(true).put("customers", customers);
        int refused = 0;
        try (var bar = TerminalBar.ofTerminal()) {
            ArrayNode results = json.putArray("connectors");
            var bench = new ConnectorBench(folder, known, customers, Clock.systemUTC(), bar::at);
            for (String name : names) {
                ConnectorBench.Result result = bench.run(name);
                refused += result.refused();
                print(result, results.addObject());
            }
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        Output.last(
                Output.of(spec),
                json.put("ok", refused == 0)
                        .put("peakMemoryMb", ProcessFigures.peakMemoryMb())
                        .put("seconds", ProcessFigures.secondsSinceStart()));
        return refused == 0 ? 0 : Failures.NEGATIVE;
    }

    private void print(ConnectorBench.Result result, ObjectNode json) {
        PrintWriter out = Output.of(spec);
        json.put("connector", result.connector())
                .put("readPage", result.readPage())
                .put("writePage", result.writePage());
        put(out, json, "read", result.read());
        if (result.created() != null) {
            put(out, json, "created", result.created());
        }
        put(out, json, "changed", result.changed());
        json.put("refused", result.refused());
    }

    private static void put(PrintWriter out, ObjectNode json, String what, ConnectorBench.Speed speed) {
        out.printf(
                "%-10s %-8s %,9.0f records/s, %.2f ms of a processor each, %.1f %% of it mapping%n",
                json.path("connector").asText(), what, speed.perSecond(), speed.cpuMs(), speed.mappingPercent());
        json.putObject(what)
                .put("perSecond", Math.round(speed.perSecond()))
                .put("cpuMs", hundredths(speed.cpuMs()))
                .put("mappingPercent", hundredths(speed.mappingPercent()));
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
