package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.karat.api.ApiVersion;
import dev.karat.server.GatewayClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the connectors with what they can do. */
@Command(
        name = "connectors",
        subcommands = ConnectorTestCommand.class,
        description =
                "Lists the connectors, bundled and of plugins: kind, state, version, version of the connector API that"
                        + " they need, capabilities, systems. Those of the running gateway, else those of the folders."
                        + " Exit code 1 if one of them is broken.")
final class ConnectorsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors; asks no gateway.")
    private @Nullable Path folder;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        Optional<GatewayClient> gateway = folder == null ? GatewayClient.find(data.data) : Optional.empty();
        JsonNode all = gateway.isPresent()
                ? gateway.get().get("/api/connectors")
                : Output.JSON.valueToTree(Home.allConnectors(folder).statuses());
        boolean ok = true;
        for (JsonNode one : all) {
            out.printf(
                    "%-20s %-8s %-9s %-9s api %-5s %-24s %s%s%n",
                    one.path("id").asText(),
                    lower(one.path("kind")),
                    lower(one.path("state")).replace('_', ' '),
                    one.path("version").asText("-"),
                    one.path("api").asText("-"),
                    one.path("title").asText("-"),
                    joined(one.path("capabilities")).replace('_', ' '),
                    one.path("systems").isEmpty() ? "" : "; used by " + joined(one.path("systems")));
            if (one.hasNonNull("code")) {
                ok = false;
                out.println("  " + one.path("code").asText() + ": "
                        + one.path("message").asText());
            }
        }
        var result = Output.result(ok).put("api", ApiVersion.NUMBER).put("askedGateway", gateway.isPresent());
        result.set("connectors", all instanceof ArrayNode ? all : Output.JSON.createArrayNode());
        Output.last(out, result);
        return ok ? 0 : Failures.NEGATIVE;
    }

    private static String lower(JsonNode text) {
        return text.asText().toLowerCase(Locale.ROOT);
    }

    private static String joined(JsonNode texts) {
        var joined = new StringJoiner(", ");
        texts.forEach(text -> joined.add(lower(text)));
        return joined.toString();
    }
}
