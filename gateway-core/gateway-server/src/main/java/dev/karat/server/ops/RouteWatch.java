package dev.karat.server.ops;

import dev.karat.camel.connector.Connectors;
import dev.karat.camel.plugin.PluginHost;
import dev.karat.camel.plugin.Plugins;
import dev.karat.camel.plugin.RunningHost;
import dev.karat.camel.routes.RouteFile;
import dev.karat.camel.routes.RouteFiles;
import dev.karat.camel.system.ConnectedSystems;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.config.Problem;
import dev.karat.server.GatewaySettings;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Loads the route files once Camel runs and follows their changes. Safe for several threads. */
@Component
class RouteWatch implements CamelContextConfiguration {
    /** Told after route files came, went or changed. */
    record Changed() {}

    private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);

    private final GatewaySettings settings;
    private final Connectors connectors;
    private final ConnectedSystems systems;
    private final Plugins plugins;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("karat-routes"));
    private volatile @Nullable RouteFiles files;
    private volatile PluginHost host = PluginHost.NONE;
    private volatile List<RouteFile> known = List.of();

    RouteWatch(
            GatewaySettings settings,
            Connectors connectors,
            ConnectedSystems systems,
            Plugins plugins,
            Clock clock,
            ApplicationEventPublisher events) {
        this.settings = settings;
        this.connectors = connectors;
        this.systems = systems;
        this.plugins = plugins;
        this.clock = clock;
        this.events = events;
    }

    /** Kamelets are part of their connectors' folders; Camel's own stay on the class path. */
    @Override
    public void beforeApplicationStart(CamelContext context) {
        RunningHost.showKamelets(context, connectors.folders().stream());
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        var loading = new RouteFiles(context, settings.routes(), clock);
        host = new RunningHost(
                context, loading, systems, connectors, plugins.connectors().keySet());
        files = loading;
        refresh();
        long millis = settings.routesPoll().toMillis();
        var unused = timer.scheduleWithFixedDelay(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void refresh() {
        try {
            RouteFiles loaded = files;
            if (loaded != null) {
                loaded.refresh();
                plugins.refresh(host);
                tell(List.copyOf(loaded.all()));
            }
        } catch (RuntimeException unexpected) {
            LOG.error("The route files cannot be followed", unexpected);
        }
    }

    private void tell(List<RouteFile> now) {
        if (!now.equals(known)) {
            known = now;
            events.publishEvent(new Changed());
        }
    }

    /** One entry per file, in order of name. */
    List<RouteFileStatus> all() {
        return known.stream().map(RouteWatch::status).toList();
    }

    private static RouteFileStatus status(RouteFile file) {
        Problem problem = file.problem();
        return new RouteFileStatus(
                file.name(),
                RouteFileStatus.State.valueOf(file.state().name()),
                problem == null ? null : problem.code(),
                problem == null ? 0 : problem.line(),
                problem == null ? null : problem.message() + ". " + problem.fix(),
                file.loadedAt(),
                file.routeIds());
    }

    /** Loads the file again, as if it had changed. */
    void reload(String name) {
        RouteFiles loaded = files;
        if (loaded != null) {
            loaded.reload(name);
            tell(List.copyOf(loaded.all()));
        }
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
