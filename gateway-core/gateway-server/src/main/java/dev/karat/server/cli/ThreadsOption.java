package dev.karat.server.cli;

import dev.karat.engine.resolve.Workers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How many threads work, the same option for every command that reads whole files. */
final class ThreadsOption {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; all processors if not given.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** Throws ParameterException if there is to be no thread. Close them at the end. */
    Workers workers() {
        if (threads < 1) {
            throw new ParameterException(
                    Objects.requireNonNull(command, "picocli sets it").commandLine(), "--threads is at least 1");
        }
        return new Workers(threads);
    }
}
