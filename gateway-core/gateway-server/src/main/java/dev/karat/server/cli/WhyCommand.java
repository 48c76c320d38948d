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

/** Tells why two records of the running gateway are one customer or two. */
@Command(
        name = "why",
        description = "Tells why two records are one customer, or why they are two. A gateway has to run.")
final class WhyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "SYSTEM:ID", description = "A record, such as erp:1001.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "SYSTEM:ID", description = "Another record.")
    private String second = "";

    @Override
    public Integer call() {
        String query = "?first=" + GatewayClient.segment(first) + "&second=" + GatewayClient.segment(second);
        var why = (ObjectNode) GatewayClient.of(data.data).get("/api/why" + query);
        var out = Output.of(spec);
        new ExplanationText(out).why(why);
        Output.last(out, Output.result(true).setAll(why));
        return 0;
    }
}
