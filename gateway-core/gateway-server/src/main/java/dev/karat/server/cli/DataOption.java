package dev.karat.server.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The data folder, the same option for every command that needs it. */
final class DataOption {
    @Option(names = "--data", paramLabel = "DIR", description = "Folder of everything that is stored (default: data).")
    Path data = Path.of("data");
}
