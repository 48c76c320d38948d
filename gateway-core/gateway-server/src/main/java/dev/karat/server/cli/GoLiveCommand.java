package dev.karat.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.config.Durations;
import dev.karat.server.GatewayClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Opens a target step by step. */
@Command(
        name = "go-live",
        description =
                "Opens a target step by step, by the plan of a preview: first a few customers with --canary, which"
                        + " are read back and compared, then --wave 1%%, 10%%, all. Without a step tells how far it is."
                        + " A gateway has to run. Exit code 1 if something is not as it was given, or the time was too short.")
final class GoLiveCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final TargetOption target = new TargetOption();

    @ArgGroup
    private @Nullable Step step;

    @Option(names = "--plan", paramLabel = "ID", description = "Plan of karat preview target; the canary needs it.")
    private @Nullable Long plan;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait until the step is through, such as 90s or 1h; ${DEFAULT-VALUE} by default.")
    private String wait = "2m";

    /** One of them, or none to look. */
    static final class Step {
        @Option(names = "--canary", paramLabel = "N", description = "Write N customers of the plan, 1 to 1000.")
        private @Nullable Integer canary;

        @Option(
                names = "--wave",
                paramLabel = "SHARE",
                description = "Have so much of the plan written, such as 1%%, 10%%, or all.")
        private @Nullable String wave;

        @Option(names = "--cancel", description = "Give it up; the target is closed.")
        private boolean cancel;
    }

    @Override
    public Integer call() {
        GatewayClient gateway = target.gateway();
        String path = target.path("go-live");
        var out = Output.of(spec);
        if (step != null && step.cancel) {
            gateway.send("DELETE", path, null);
            out.println(target.name + " is closed, and does not go live");
            Output.last(out, Output.result(true).put("target", target.name).put("cancelled", true));
            return 0;
        }
        if (step != null) {
            gateway.send("POST", path, body(step));
        }
        JsonNode live = step == null ? gateway.get(path) : finished(gateway, path);
        print(live, out);
        JsonNode check = live.path("check");
        boolean ok = check.path("different").asLong() == 0
                && check.path("refused").asLong() == 0
                && live.path("finished").asBoolean();
        ObjectNode result = Output.result(ok).put("target", target.name);
        result.setAll((ObjectNode) live);
        Output.last(out, result);
        return ok ? 0 : Failures.NEGATIVE;
    }

    private ObjectNode body(Step wanted) {
        ObjectNode body = Output.JSON.createObjectNode();
        if (plan != null) {
            body.put("plan", plan);
        }
        return wanted.canary != null
                ? body.put("canary", wanted.canary)
                : body.put("wave", share(String.valueOf(wanted.wave)));
    }

    private int share(String text) {
        try {
            return text.equals("all") ? 100 : Integer.parseInt(text.replaceFirst("%$", ""));
        } catch (NumberFormatException noShare) {
            throw usage("A wave is a share such as 10%, or all");
        }
    }

    private ParameterException usage(String why) {
        if (spec == null) {
            throw new IllegalStateException(why);
        }
        return new ParameterException(spec.commandLine(), why);
    }

    /** What it looks like once the step is through, or the time is over. */
    private JsonNode finished(GatewayClient gateway, String path) {
        long until = System.nanoTime() + time().toNanos();
        JsonNode live = gateway.get(path);
        while (!live.path("finished").asBoolean() && System.nanoTime() < until) {
            pause();
            live = gateway.get(path);
        }
        return live;
    }

    private Duration time() {
        try {
            return Durations.parse(wait);
        } catch (IllegalArgumentException noTime) {
            throw usage(String.valueOf(noTime.getMessage()));
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.INTERNAL, "Interrupted while waiting for the target", stopped);
        }
    }

    private void print(JsonNode live, PrintWriter out) {
        JsonNode check = live.path("check");
        boolean canary = live.path("stage").asText().equals("CANARY");
        out.println(target.name + " goes live by the plan " + live.path("plan").asText() + ": "
                + (canary ? "canary" : "wave of " + live.path("share").asInt() + "%") + ", run "
                + live.path("run").asText());
        out.println((live.path("before").asLong() + live.path("written").asLong()) + " of "
                + live.path("planned").asLong() + " records are given, "
                + live.path("written").asLong() + " of them now"
                + (live.path("finished").asBoolean() ? "" : "; it goes on"));
        out.println("Of these " + check.path("same").asLong() + " were read back as they were given, "
                + check.path("different").asLong() + " in another form, "
                + check.path("open").asLong()
                + " are open, " + check.path("refused").asLong() + " refused");
        for (JsonNode one : check.path("findings")) {
            out.println("  " + one.path("goldenId").asText() + " "
                    + one.path("status").asText() + " " + one.path("fields")
                    + (one.hasNonNull("error") ? " " + one.path("error").asText() : ""));
        }
    }
}
