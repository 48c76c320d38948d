package dev.karat.server.ops;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads one route file for JMX. */
final class RouteFileBean implements RouteFileMXBean {
    private final Supplier<RouteFileStatus> status;
    private final Operations operations;

    RouteFileBean(Supplier<RouteFileStatus> status, Operations operations) {
        this.status = status;
        this.operations = operations;
    }

    @Override
    public String getState() {
        return status.get().state().name();
    }

    @Override
    public @Nullable String getErrorCode() {
        var code = status.get().errorCode();
        return code == null ? null : code.name();
    }

    @Override
    public int getLine() {
        return status.get().line();
    }

    @Override
    public @Nullable String getFix() {
        return status.get().fix();
    }

    @Override
    public @Nullable String getLoadedAt() {
        return ConnectionBean.text(status.get().loadedAt());
    }

    @Override
    public String[] getRouteIds() {
        return status.get().routeIds().toArray(String[]::new);
    }

    @Override
    public void reload() {
        GatewayBean.plain(() -> operations.reload(status.get().name()));
    }
}
