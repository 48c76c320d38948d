package dev.karat.server.ops;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.ConnectionHealth;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Setting;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The readers of all systems, as operators see and steer them. Pauses survive a restart. Safe for several threads. */
@Component
class Connections {
    private static final String PAUSED = "paused/";

    private final ConnectedSystems systems;
    private final Hub hub;
    private final Instant started;

    Connections(ConnectedSystems systems, Hub hub, Clock clock) {
        this.systems = systems;
        this.hub = hub;
        this.started = clock.instant();
        systems.all()
                .forEach(system -> hub.cursor(Setting.Scope.GATEWAY, PAUSED + system.name())
                        .filter(by -> !by.isEmpty())
                        .ifPresent(by -> system.health().pause(by)));
    }

    /** One entry per system of gateway.yaml, those that could not be connected last. */
    List<ConnectionStatus> all() {
        return Stream.concat(
                        systems.all().stream().map(this::status),
                        systems.refused().entrySet().stream().map(entry -> refused(entry.getKey(), entry.getValue())))
                .toList();
    }

    private ConnectionStatus status(ConnectedSystem system) {
        ConnectionHealth health = system.health();
        return new ConnectionStatus(
                system.name(),
                ConnectionStatus.State.valueOf(health.state().name()),
                health.since(),
                health.pausedBy(),
                health.state() == ConnectionHealth.State.RUNNING ? null : health.lastError(),
                health.lastSuccess(),
                health.lastRecord(),
                health.records(),
                health.rejected(),
                hub.baseline().isComplete(system.name()));
    }

    private ConnectionStatus refused(String name, GatewayException why) {
        return new ConnectionStatus(
                name,
                ConnectionStatus.State.FAILED,
                started,
                null,
                why.code(),
                null,
                null,
                0,
                0,
                hub.baseline().isComplete(name));
    }

    /** Stops reading until it is resumed, also over a restart. Throws SYSTEM_UNKNOWN, or why it is not connected. */
    void pause(String name, String by) {
        ConnectedSystem system = systems.get(name);
        Commits.done(hub.remember(Setting.Scope.GATEWAY, PAUSED + name, by));
        system.health().pause(by);
    }

    /** Goes on reading, also after a failure that somebody mended. */
    void resume(String name) {
        ConnectedSystem system = systems.get(name);
        Commits.done(hub.remember(Setting.Scope.GATEWAY, PAUSED + name, ""));
        system.health().resume();
    }
}
