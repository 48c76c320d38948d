package dev.karat.server.cli;

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
    private final TargetOption target = new TargetOption();

    @Parameters(index = "1", paramLabel = "PHASE", description = "observe, preview, canary or live.")
    private String phase = "";

    @Override
    public Integer call() {
        target.gateway()
                .send(
                        "PUT",
                        target.path("phase"),
                        Output.JSON.createObjectNode().put("phase", phase));
        var out = Output.of(spec);
        out.println(target.name + " is granted the phase " + phase);
        Output.last(out, Output.result(true).put("target", target.name).put("phase", phase));
        return 0;
    }
}
