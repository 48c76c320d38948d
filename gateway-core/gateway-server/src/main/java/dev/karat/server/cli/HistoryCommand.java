package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.GatewayClient;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what happened to a profile of the running gateway. */
@Command(
        name = "history",
        description = "Tells what happened to a profile, when, and who or what caused it. A gateway has to run.")
final class HistoryCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "GOLDEN_ID", description = "Golden id of a customer.")
    private String goldenId = "";

    @Override
    public Integer call() {
        var history = (ObjectNode)
                GatewayClient.of(data.data).get("/api/customers/" + GatewayClient.segment(goldenId) + "/history");
        var out = Output.of(spec);
        print(out, history);
        Output.last(out, Output.result(true).setAll(history));
        return 0;
    }

    private static void print(PrintWriter out, JsonNode history) {
        out.println("Customer " + history.path("id").asText() + ": "
                + history.path("status").asText().toLowerCase(Locale.ROOT)
                + (history.hasNonNull("redirectTo")
                        ? " to " + history.path("redirectTo").asText()
                        : ""));
        history.path("changes").forEach(change -> out.println(change(change)));
        history.path("records")
                .forEach(version -> out.println(version.path("until").asText() + "  record "
                        + key(version.path("record")) + " replaced by "
                        + version.path("replacedBy").asText()));
        history.path("verdicts").forEach(verdict -> out.println(verdict(verdict)));
    }

    private static String change(JsonNode change) {
        var attributes = new StringJoiner(", ", ": ", "").setEmptyValue("");
        change.path("attributes").forEach(attribute -> attributes.add(attribute.asText()));
        String version =
                change.hasNonNull("version") ? "  v" + change.path("version").asLong() : "";
        String other = change.hasNonNull("other") ? " " + change.path("other").asText() : "";
        String type = change.path("type").asText().toLowerCase(Locale.ROOT).replace('_', ' ');
        return change.path("at").asText() + version + "  " + type + other + attributes + " (by "
                + change.path("cause").asText() + ")";
    }

    private static String verdict(JsonNode verdict) {
        String ended = verdict.hasNonNull("until")
                ? ", ended by " + verdict.path("endedBy").asText() + " at "
                        + verdict.path("until").asText()
                : "";
        return verdict.path("at").asText() + "  verdict "
                + verdict.path("verdict").asText().toLowerCase(Locale.ROOT) + " on " + key(verdict.path("first"))
                + " and " + key(verdict.path("second")) + " (by "
                + verdict.path("by").asText() + ended + ")";
    }

    private static String key(JsonNode key) {
        return key.path("system").asText() + ":" + key.path("id").asText();
    }
}
