package dev.karat.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures parts of the gateway. */
@Command(
        name = "bench",
        description = "Measures the gateway on this machine, with generated customers.",
        subcommands = {
            BenchIngestCommand.class,
            BenchMatchingCommand.class,
            BenchStreamCommand.class,
            BenchReadCommand.class,
            BenchDeliverCommand.class,
            BenchConnectorCommand.class,
            BenchGenerateCommand.class
        })
final class BenchCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Name what to measure: ingest, matching, stream, read, deliver or connector; or generate");
        }
    }
}
