package dev.karat.server.ops;

import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.http.Quota;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.camel.system.ConnectionHealth;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.store.Setting;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The readers of all systems, as operators see and steer them. Pauses survive a restart. Safe for several threads. */
@Component
class Connections {
    private static final String PAUSED = "paused/";

    private static final Duration FOLLOW = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final ScheduledExecutorService follower =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("karat-pauses"));
    private final ConnectedSystems systems;
    private final Hub hub;
    private final Clock clock;
    private final Instant started;

    Connections(ConnectedSystems systems, Hub hub, Clock clock) {
        this.systems = systems;
        this.hub = hub;
        this.clock = clock;
        this.started = clock.instant();
        systems.all().forEach(this::follow);
        if (hub.node().isPresent()) {
            long millis = FOLLOW.toMillis();
            var unused = follower.scheduleWithFixedDelay(this::followAll, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Another node may have been asked to pause or resume a connection. */
    private void followAll() {
        try {
            systems.all().forEach(this::follow);
        } catch (GatewayException later) {
            LOG.debug("Pauses are looked for later: {}", later.toString());
        }
    }

    private void follow(ConnectedSystem system) {
        String by = hub.cursor(Setting.Scope.GATEWAY, PAUSED + system.name()).orElse("");
        boolean paused = system.health().state() == ConnectionHealth.State.PAUSED;
        if (!by.isEmpty() && !paused) {
            system.health().pause(by);
        } else if (by.isEmpty() && paused) {
            system.health().resume();
        }
    }

    @PreDestroy
    void stop() {
        follower.shutdownNow();
    }

    /** Until when nothing is sent to a target, since it takes nothing or asked for a pause; null if it may be sent. */
    @Nullable
    Instant restsUntil(String target) {
        return systems.all().stream()
                .filter(system ->
                        system.name().equals(target) && system.circuit().isOpen())
                .map(system -> system.circuit().until())
                .findFirst()
                .orElse(null);
    }

    /** What may be asked of the accounts at the vendors, of this node. */
    List<QuotaStatus> quotas() {
        return systems.quotas().standings().stream()
                .map(standing -> QuotaStatus.of(standing, clock))
                .toList();
    }

    /** The account of a system, or null if it has none. */
    private @Nullable QuotaStatus quota(String system) {
        Quota.Standing standing = systems.quotas().standing(system);
        return standing == null ? null : QuotaStatus.of(standing, clock);
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
                hub.baseline().isComplete(system.name()),
                quota(system.name()));
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
                hub.baseline().isComplete(name),
                null);
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
