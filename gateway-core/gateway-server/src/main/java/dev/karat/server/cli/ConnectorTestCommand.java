package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.camel.conformance.ConnectorTrial;
import dev.karat.camel.conformance.Step;
import dev.karat.engine.config.Secrets;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a connector for its author. */
@Command(
        name = "test",
        description =
                "Tries a connector's folder: its files, the examples of its mappings, its golden files in fixtures/,"
                        + " and with --set the reading from a vendor. Writes nothing there. Exit code 1 if something fails.")
final class ConnectorTestCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the connector.")
    private Path folder = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Setting of the connection, as in gateway.yaml; secrets as env:NAME or file:/path.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--country", paramLabel = "CC", description = "Country of the gateway, for telephone numbers.")
    private @Nullable String country;

    @Option(
            names = "--write",
            description = "Write into the golden files what the mapping makes of their records; look at it afterwards.")
    private boolean write;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            CommandSpec known = Objects.requireNonNull(spec, "picocli sets it");
            throw new ParameterException(known.commandLine(), "There is no folder " + folder.toAbsolutePath());
        }
        ObjectNode connection = Output.JSON.createObjectNode();
        settings.forEach(connection::put);
        List<Step> steps = new ConnectorTrial(folder, write, country)
                .run(settings.isEmpty() ? null : connection, Secrets.ofProcess());
        PrintWriter out = Output.of(spec);
        for (Step step : steps) {
            String detail = step.detail().isEmpty() ? "" : ": " + step.detail();
            out.printf("%-8s %s%s%n", step.state().name().toLowerCase(Locale.ROOT), step.what(), detail);
        }
        boolean ok = steps.stream().noneMatch(step -> step.state() == Step.State.FAILED);
        ObjectNode result = Output.result(ok);
        for (Step.State state : Step.State.values()) {
            result.put(
                    state.name().toLowerCase(Locale.ROOT),
                    steps.stream().filter(step -> step.state() == state).count());
        }
        Output.last(out, result);
        return ok ? 0 : Failures.NEGATIVE;
    }
}
