package dev.karat.server.cli;

import dev.karat.server.GatewayClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Grants a target a phase. */
@Command(
        name = "phase",
        description =
                "Grants a target a phase. The lower of this grant and gateway.yaml holds; observe writes nothing.")
final class PhaseCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "TARGET", description = "Target of gateway.yaml.")
    private String target = "";

    @Parameters(index = "1", paramLabel = "PHASE", description = "observe, preview, canary or live.")
    private String phase = "";

    @Override
    public Integer call() {
        GatewayClient.of(data.data)
                .send(
                        "PUT",
                        "/api/targets/" + GatewayClient.segment(target) + "/phase",
                        Output.JSON.createObjectNode().put("phase", phase));
        var out = Output.of(spec);
        out.println(target + " is granted the phase " + phase);
        Output.last(out, Output.result(true).put("target", target).put("phase", phase));
        return 0;
    }
}
