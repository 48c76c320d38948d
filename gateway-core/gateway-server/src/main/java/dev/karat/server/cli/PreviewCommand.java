package dev.karat.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What would happen, before it does. */
@Command(
        name = "preview",
        description = "What Karat would do, without doing it.",
        subcommands = {PreviewTargetCommand.class, PreviewMergesCommand.class})
final class PreviewCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Name target or merges");
        }
    }
}
