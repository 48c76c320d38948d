package dev.karat.camel.routes;

import dev.karat.engine.config.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a file of routes stands.
 *
 * @param name path below the routes folder
 * @param state whether what runs is what the file says
 * @param routeIds routes of it that run
 * @param problem why it could not be loaded, or null
 * @param loadedAt when the version that runs was loaded, or null if none runs
 */
public record RouteFile(
        String name,
        State state,
        List<String> routeIds,
        @Nullable Problem problem,
        @Nullable Instant loadedAt) {
    public RouteFile {
        routeIds = List.copyOf(routeIds);
    }

    public enum State {
        LOADED,
        /** The file is broken; the routes of its last good version go on. */
        LAST_GOOD,
        /** The file is broken and never was good. */
        BROKEN
    }
}
