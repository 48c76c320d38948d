package dev.karat.server.ops;

import org.jspecify.annotations.Nullable;

/** One route file as JMX shows it, {@code dev.karat:type=RouteFile}. Times are ISO 8601 in UTC. */
public interface RouteFileMXBean {
    String getState();

    @Nullable
    String getErrorCode();

    int getLine();

    @Nullable
    String getFix();

    @Nullable
    String getLoadedAt();

    String[] getRouteIds();

    void reload();
}
