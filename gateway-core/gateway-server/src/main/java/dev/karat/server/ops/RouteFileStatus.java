package dev.karat.server.ops;

import dev.karat.api.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one route file stands.
 *
 * @param name path below the routes folder
 * @param errorCode what is wrong with the file as it is now, or null
 * @param line line of the error; 0 if none
 * @param fix what to do about it, or null
 * @param loadedAt when the version that runs was loaded, or null if none runs
 * @param routeIds routes that run from it
 */
public record RouteFileStatus(
        String name,
        State state,
        @Nullable ErrorCode errorCode,
        int line,
        @Nullable String fix,
        @Nullable Instant loadedAt,
        List<String> routeIds) {
    public RouteFileStatus {
        routeIds = List.copyOf(routeIds);
    }

    /** What runs of a file. */
    public enum State {
        LOADED,
        /** The file is broken now; its last good version goes on running. */
        LAST_GOOD,
        /** The file is broken and nothing of it runs. */
        BROKEN
    }
}
