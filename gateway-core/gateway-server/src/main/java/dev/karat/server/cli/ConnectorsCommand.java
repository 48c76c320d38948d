package dev.karat.server.cli;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.spec.ConnectorSpec;
import dev.karat.engine.config.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the connectors with what they can do. */
@Command(
        name = "connectors",
        description = "Lists the connectors with what they can do. Exit code 1 if one of them is broken.")
final class ConnectorsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path folder;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        Connectors connectors = Connectors.read(Home.connectors(folder));
        var result = Output.result(connectors.problems().isEmpty());
        var array = result.putArray("connectors");
        for (String id : connectors.ids()) {
            try {
                ConnectorSpec connector = connectors.get(id).spec();
                List<String> capabilities = connector.capabilities().stream()
                        .map(capability -> capability.name())
                        .sorted()
                        .toList();
                out.printf(
                        "%-16s %-8s %-24s %s%n",
                        id,
                        connector.version(),
                        connector.title(),
                        capabilities.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', ' '))
                                .collect(Collectors.joining(", ")));
                var entry = array.addObject()
                        .put("id", id)
                        .put("version", connector.version())
                        .put("title", connector.title());
                var list = entry.putArray("capabilities");
                capabilities.forEach(list::add);
            } catch (GatewayException broken) {
                out.printf("%-16s broken: %s%n", id, broken.code());
                array.addObject().put("id", id).put("error", broken.code().name());
            }
        }
        for (Problem problem : connectors.problems()) {
            out.println(problem);
        }
        Output.last(out, result);
        return connectors.problems().isEmpty() ? 0 : Failures.NEGATIVE;
    }
}
