package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.GatewayClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how a profile of the running gateway came together. */
@Command(
        name = "how",
        description = "Tells step by step how a profile came together from its records. A gateway has to run.")
final class HowCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "GOLDEN_ID", description = "Golden id of a customer.")
    private String goldenId = "";

    @Override
    public Integer call() {
        var how = (ObjectNode)
                GatewayClient.of(data.data).get("/api/customers/" + GatewayClient.segment(goldenId) + "/how");
        var out = Output.of(spec);
        new ExplanationText(out).how(how);
        Output.last(out, Output.result(true).setAll(how));
        return 0;
    }
}
