package dev.karat.server.rest;

import dev.karat.camel.connector.ConnectorStatus;
import dev.karat.camel.plugin.PluggedConnectors;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.server.security.Caller;
import dev.karat.server.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The connectors that the gateway has. */
@RestController
@RequestMapping("/api/connectors")
@Tag(name = "Gateway")
class ConnectorsController {
    private final PluggedConnectors connectors;
    private final ConnectedSystems systems;

    ConnectorsController(PluggedConnectors connectors, ConnectedSystems systems) {
        this.connectors = connectors;
        this.systems = systems;
    }

    @GetMapping
    @Operation(summary = "The connectors, bundled and of plugins, with what they can do and how they stand")
    List<ConnectorStatus> all() {
        Caller.require(Role.VIEWER);
        return connectors.statuses().stream()
                .map(one -> one.with(systems.using(one.id()).stream().sorted().toList()))
                .toList();
    }
}
