package dev.karat.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.karat.server.GatewayClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells everything about one customer of the running gateway. */
@Command(
        name = "customer",
        description = "Tells everything about one customer: where each value comes from and what lost against it, who"
                + " received it, what waits or failed, and what happened. A gateway has to run. Shows personal data.")
final class CustomerCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(
            index = "0",
            paramLabel = "SYSTEM:ID",
            description = "A record by its system and the id that it has there; or a golden id.")
    private String customer = "";

    @Option(
            names = "--entity",
            paramLabel = "NAME",
            description = "Kind of the record at its system (default: ${DEFAULT-VALUE}).")
    private String entity = "customer";

    @Override
    public Integer call() {
        var told = (ObjectNode) GatewayClient.of(data.data).get(path());
        var out = Output.of(spec);
        new CustomerText(out).print(told);
        Output.last(out, Output.result(true).setAll(told));
        return 0;
    }

    /** A vendor's id may hold colons; a golden id and the name of a system do not. */
    private String path() {
        int colon = customer.indexOf(':');
        return colon < 0
                ? "/api/customers/" + GatewayClient.segment(customer) + "/explain"
                : "/api/customers/by-record/explain?system=" + GatewayClient.segment(customer.substring(0, colon))
                        + "&id=" + GatewayClient.segment(customer.substring(colon + 1)) + "&entity="
                        + GatewayClient.segment(entity);
    }
}
