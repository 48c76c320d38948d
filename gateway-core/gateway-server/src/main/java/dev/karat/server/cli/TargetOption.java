package dev.karat.server.cli;

import dev.karat.server.GatewayClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A target of a running gateway, the same for every command that asks or steers one. */
final class TargetOption {
    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "TARGET", description = "Target of gateway.yaml.")
    String name = "";

    /** The gateway that runs; throws NOT_RUNNING. */
    GatewayClient gateway() {
        return GatewayClient.of(data.data);
    }

    /** Where the API has that of the target, such as its {@code brake}. */
    String path(String part) {
        return "/api/targets/" + GatewayClient.segment(name) + "/" + part;
    }
}
