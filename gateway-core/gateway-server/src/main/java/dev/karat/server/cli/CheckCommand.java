package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tests a connection. */
@Command(
        name = "check",
        description = "Tests the connection of a system and says what is wrong and what to do: credential, clock, every"
                + " stream, look-ups. It reads only. Exit code 1 if something is wrong.",
        footer = {
            "",
            "The running gateway is asked, since it has the secrets; if none runs, or with --routes, this command calls the",
            "vendor itself, with the secrets of its own environment."
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "SYSTEM", description = "System of gateway.yaml.")
    private String system = "";

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            description = "Folder of gateway.yaml (default: routes here, else Karat's own).")
    private @Nullable Path routes;

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Override
    public Integer call() {
        JsonNode asked = routes == null ? ask() : null;
        JsonNode report = asked != null
                ? asked
                : Output.JSON.valueToTree(new UnstartedCheck(
                                Home.routes(routes),
                                Home.allConnectors(connectors).now())
                        .of(system));
        boolean ok = isGood(report);
        print(report);
        ObjectNode result = Output.result(ok).put("askedGateway", asked != null);
        result.setAll((ObjectNode) report);
        Output.last(Output.of(spec), result);
        return ok ? 0 : Failures.NEGATIVE;
    }

    private static boolean isGood(JsonNode report) {
        for (JsonNode finding : report.path("findings")) {
            if (finding.path("state").asText().equals("FAILED")) {
                return false;
            }
        }
        return true;
    }

    /** What the running gateway found; null if none runs, or it was started before the system was written down. */
    private @Nullable JsonNode ask() {
        Optional<GatewayClient> gateway = GatewayClient.find(data.data);
        if (gateway.isEmpty()) {
            return null;
        }
        try {
            return gateway.get().send("POST", "/api/connections/" + GatewayClient.segment(system) + "/check", null);
        } catch (GatewayException failure) {
            if (failure.code() != ErrorCode.SYSTEM_UNKNOWN && failure.code() != ErrorCode.NOT_RUNNING) {
                throw failure;
            }
            Output.errors(spec)
                    .println("The gateway that runs does not know " + system + "; calling the vendor from here");
            return null;
        }
    }

    private void print(JsonNode report) {
        PrintWriter out = Output.of(spec);
        for (JsonNode finding : report.path("findings")) {
            String code =
                    finding.hasNonNull("code") ? " (" + finding.path("code").asText() + ")" : "";
            out.printf(
                    "%-7s %-22s %s%s%n",
                    finding.path("state").asText().toLowerCase(Locale.ROOT),
                    finding.path("part").asText(),
                    finding.path("message").asText(),
                    code);
            if (finding.hasNonNull("fix")) {
                out.println("        fix: " + finding.path("fix").asText());
            }
        }
        for (JsonNode stream : report.path("streams")) {
            for (JsonNode sample : stream.path("samples")) {
                var fields = new StringJoiner(", ");
                sample.properties()
                        .forEach(field -> fields.add(
                                field.getKey() + " " + field.getValue().asText()));
                out.println("sample  " + stream.path("stream").asText() + ": " + fields);
            }
        }
    }
}
