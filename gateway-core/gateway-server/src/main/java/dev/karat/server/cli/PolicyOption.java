package dev.karat.server.cli;

import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.policy.PolicyReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The policy by which a command works that needs no running gateway, the same option for all of them. */
final class PolicyOption {
    @Option(
            names = "--routes",
            paramLabel = "DIR",
            description = "Folder of gateway.yaml (default: routes here, else Karat's own).")
    private @Nullable Path routes;

    /** Reads it; throws what is wrong with it, with file and line. */
    GatewayPolicy read() {
        return PolicyReader.read(Home.routes(routes).resolve(PolicyReader.FILE)).orThrow();
    }
}
