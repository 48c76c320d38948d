package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.GatewayClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what the brake of a target holds, and decides about it. */
@Command(
        name = "brake",
        description = "Shows what the brake of a target holds and why, and its last runs; with --approve or --reject"
                + " decides about exactly that run. A gateway has to run. Exit code 1 if a run is held.")
final class BrakeCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final TargetOption target = new TargetOption();

    @ArgGroup
    private @Nullable Verdict verdict;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, for the audit log; no personal data. Needed for a decision.")
    private String reason = "";

    /** One of them, or none to look. */
    static final class Verdict {
        @Option(names = "--approve", paramLabel = "RUN", description = "Write exactly this run.")
        private @Nullable Long approve;

        @Option(
                names = "--reject",
                paramLabel = "RUN",
                description = "Leave exactly this run unwritten; a record is written once its values are others.")
        private @Nullable Long reject;
    }

    @Override
    public Integer call() {
        String path = target.path("brake");
        GatewayClient gateway = target.gateway();
        var out = Output.of(spec);
        if (verdict != null) {
            decide(gateway, path, verdict, out);
            return 0;
        }
        JsonNode view = gateway.get(path);
        JsonNode brake = view.path("brake");
        print(brake, view.path("runs"), out);
        boolean held = brake.path("state").asText().equals("HOLDING");
        ObjectNode result = Output.result(!held).put("target", target.name);
        result.set("brake", brake);
        result.set("runs", view.path("runs"));
        Output.last(out, result);
        return held ? Failures.NEGATIVE : 0;
    }

    private void decide(GatewayClient gateway, String path, Verdict wanted, PrintWriter out) {
        if (reason.isBlank() && spec != null) {
            throw new ParameterException(spec.commandLine(), "Say why with --reason");
        }
        boolean approve = wanted.approve != null;
        Long run = approve ? wanted.approve : wanted.reject;
        gateway.send(
                "POST",
                path + "/" + run + (approve ? "/approve" : "/reject"),
                Output.JSON.createObjectNode().put("reason", reason));
        out.println("Run " + run + " of " + target.name + " is " + (approve ? "approved" : "rejected"));
        Output.last(
                out,
                Output.result(true).put("target", target.name).put("run", run).put("approved", approve));
    }

    private void print(JsonNode brake, JsonNode runs, PrintWriter out) {
        out.println("Brake of " + target.name + ": " + brake.path("state").asText()
                + (brake.hasNonNull("run") ? ", run " + brake.path("run").asText() : ""));
        if (brake.hasNonNull("cause")) {
            out.println(brake.path("cause").asText());
            out.println("It wrote " + counts(brake.path("given")) + ", and would write " + counts(brake.path("waiting"))
                    + (brake.path("counted").asBoolean() ? "" : " or more"));
            brake.path("samples")
                    .forEach(sample -> out.println("  "
                            + sample.path("goldenId").asText()
                            + (sample.path("creation").asBoolean() ? " (new)" : "") + ": " + sample.path("fields")));
            out.println("karat brake " + target.name + " --approve "
                    + brake.path("run").asText() + " --reason TEXT, or --reject");
        }
        JsonNode last = brake.path("last");
        if (last.isObject()) {
            out.println("Run " + last.path("run").asText() + " was "
                    + (last.path("approved").asBoolean() ? "approved" : "rejected") + " by "
                    + last.path("by").asText() + " at " + last.path("at").asText() + ": "
                    + last.path("reason").asText());
        }
        runs.forEach(run -> out.println("Run " + run.path("run").asText() + ": "
                + run.path("writes").asLong() + " writes that karat revert can take back"));
    }

    private static String counts(JsonNode counts) {
        return counts.path("creates").asLong() + " creates, "
                + counts.path("updates").asLong() + " updates, "
                + counts.path("deletes").asLong() + " deletes, "
                + counts.path("clears").asLong()
                + " that empty a field";
    }
}
