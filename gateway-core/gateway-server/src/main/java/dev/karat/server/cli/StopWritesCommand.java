package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.delivery.WriteGate;
import dev.karat.engine.store.Setting;
import dev.karat.server.GatewayClient;
import dev.karat.server.security.Audit;
import dev.karat.server.security.Caller;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Closes targets at once, or opens them again. */
@Command(
        name = "stop-writes",
        description = "Stops all writing to the targets at once and over a restart, while reading goes on.",
        footer = {
            "",
            "What a target was granted stays: --resume opens it as its phase allows. All targets and single ones are stopped",
            "and resumed apart. Where no gateway runs, the next one starts with the writing stopped."
        })
final class StopWritesCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Mixin
    private final PolicyOption policy = new PolicyOption();

    @Parameters(
            arity = "0..*",
            paramLabel = "TARGET",
            description = "Targets of gateway.yaml; without one, whatever targets there are.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, for the audit log; no personal data.")
    private String reason = "";

    @Option(names = "--resume", description = "Open again what was stopped.")
    private boolean resume;

    @Override
    public Integer call() {
        Optional<GatewayClient> running = GatewayClient.find(data.data);
        if (running.isPresent()) {
            ask(running.get());
        } else {
            note();
        }
        var out = Output.of(spec);
        String which = targets.isEmpty() ? "All writes" : "Writes to " + String.join(", ", targets);
        out.println(which + (resume ? " go on as phases allow" : " are stopped"));
        ObjectNode result = Output.result(true).put("stopped", !resume);
        targets.forEach(result.putArray("targets")::add);
        Output.last(out, result);
        return 0;
    }

    private void ask(GatewayClient gateway) {
        ObjectNode body = Output.JSON.createObjectNode().put("reason", reason);
        String step = "/writes/" + (resume ? "resume" : "stop");
        if (targets.isEmpty()) {
            gateway.send("POST", "/api" + step, body);
        }
        targets.forEach(target -> gateway.send("POST", "/api/targets/" + GatewayClient.segment(target) + step, body));
    }

    private void note() {
        Set<String> known =
                targets.isEmpty() ? Set.of() : policy.read().targets().keySet();
        for (String target : targets) {
            if (!known.contains(target)) {
                throw new GatewayException(ErrorCode.TARGET_UNKNOWN, "There is no target " + target);
            }
        }
        List<String> names = targets.isEmpty()
                ? List.of(WriteGate.stopped(null))
                : targets.stream().map(WriteGate::stopped).toList();
        String why = resume ? "" : Caller.LOCAL + ": " + reason;
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Clock.systemUTC().instant());
        new StoredData(data.data)
                .note(names.stream()
                        .map(name -> new Setting(Setting.Scope.GATEWAY, name, why, now))
                        .toList());
        String which = targets.isEmpty() ? "all" : String.join(",", targets);
        Audit.noteLocal(resume ? "resume-writes" : "stop-writes", "target=" + which + " reason=" + reason);
    }
}
