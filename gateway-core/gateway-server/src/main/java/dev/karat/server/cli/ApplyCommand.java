package dev.karat.server.cli;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.hub.PolicyPlan;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.Store;
import dev.karat.server.GatewayClient;
import dev.karat.server.security.Audit;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code karat apply}: applies a change of policy that was planned. */
@Command(
        name = "apply",
        description = "Applies a change of gateway.yaml or of a mapping that karat plan showed.",
        footer = {
            "",
            "The gateway carries it out when it starts with these files the next time: a running one decides by the former",
            "rules until it is restarted. Refused if the files, or what the profiles were made by, have changed since the",
            "plan. What targets are given then goes by their phases and brakes as always."
        })
final class ApplyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Mixin
    private final PolicyOption policy = new PolicyOption();

    @Option(names = "--connectors", paramLabel = "DIR", description = "Folder of the connectors.")
    private @Nullable Path connectors;

    @Parameters(index = "0", paramLabel = "CHANGE", description = "As karat plan names it.")
    private String change = "";

    @Override
    public Integer call() {
        GatewayPolicy by = policy.read();
        var stored = new StoredData(data.data);
        try (Store store = stored.snapshot();
                ConnectedSystems systems = UncalledSystems.of(by, connectors)) {
            if (!PolicyPlan.change(store, by, systems.sources())
                    .filter(change::equals)
                    .isPresent()) {
                throw new GatewayException(
                        ErrorCode.PLAN_OUTDATED, change + " is not what these files would change now");
            }
        }
        Optional<GatewayClient> running = GatewayClient.find(data.data);
        if (running.isPresent()) {
            running.get()
                    .send(
                            "POST",
                            "/api/policy/apply",
                            Output.JSON.createObjectNode().put("change", change));
        } else {
            long now =
                    ChronoUnit.MICROS.between(Instant.EPOCH, Clock.systemUTC().instant());
            stored.note(List.of(PolicyPlan.applied(change, now)));
            Audit.noteLocal("apply-policy", "change=" + change);
        }
        var out = Output.of(spec);
        out.println("Applied. It is carried out when the gateway starts with these files"
                + (running.isPresent() ? "; restart it now" : ""));
        Output.last(out, Output.result(true).put("change", change));
        return 0;
    }
}
