package dev.karat.server.rest;

import dev.karat.camel.probe.ProbeReport;
import dev.karat.server.ops.ConnectionChecks;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Connections tested over HTTP. */
@RestController
@RequestMapping("/api/connections")
@Tag(name = "Gateway")
class ConnectionsController {
    private final ConnectionChecks checks;

    ConnectionsController(ConnectionChecks checks) {
        this.checks = checks;
    }

    @PostMapping("/{name}/check")
    @Operation(
            summary = "Tests the connection of a system and says what is wrong",
            description =
                    "Calls the vendor: the credential, the clock, the first rows of every stream, the look-ups of its"
                            + " writes. Reads only; values are masked.")
    ProbeReport check(@PathVariable String name) {
        return checks.check(name);
    }
}
