package dev.karat.server.ops;

import dev.karat.api.error.GatewayException;
import dev.karat.server.Version;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the gateway for JMX. */
final class GatewayBean implements GatewayMXBean {
    private final Operations operations;
    private final String environment;

    GatewayBean(Operations operations, String environment) {
        this.operations = operations;
        this.environment = environment;
    }

    @Override
    public String getVersion() {
        return Version.number();
    }

    @Override
    public String getEnvironment() {
        return environment;
    }

    @Override
    public boolean isWritesStopped() {
        return status(GatewayStatus::writesStopped);
    }

    @Override
    public boolean isStoreReachable() {
        return status(status -> status.store().reachable());
    }

    @Override
    public long getStoreBytes() {
        return status(status -> status.store().bytes());
    }

    @Override
    public long getDiskFreeBytes() {
        return status(GatewayStatus::diskFreeBytes);
    }

    @Override
    public @Nullable String getLastBackupAt() {
        var at = operations.status().lastBackupAt();
        return at == null ? null : at.toString();
    }

    @Override
    public long getProfiles() {
        return status(status -> status.store().profiles());
    }

    @Override
    public long getRecords() {
        return status(status -> status.store().records());
    }

    @Override
    public long getDeadLetters() {
        return status(status -> status.store().deadLetters());
    }

    @Override
    public int getWaiting() {
        return status(GatewayStatus::waiting);
    }

    @Override
    public int getOpenAlerts() {
        return status(status -> status.alerts().size());
    }

    @Override
    public String[] getAlerts() {
        return status(status -> status.alerts().toArray(String[]::new));
    }

    private <T> T status(Function<GatewayStatus, T> part) {
        return part.apply(operations.status());
    }

    @Override
    public void stopWrites(String reason) {
        plain(() -> operations.stopWrites(null, reason));
    }

    @Override
    public void resumeWrites(String reason) {
        plain(() -> operations.resumeWrites(null, reason));
    }

    @Override
    public String backup() {
        var file = new String[1];
        plain(() -> file[0] = operations.backup().toString());
        return file[0];
    }

    /** A JMX console does not know our exceptions, so their code and fix go into one it knows. */
    static void plain(Runnable operation) {
        try {
            operation.run();
        } catch (GatewayException failure) {
            throw new IllegalStateException(failure.code() + ": " + failure.getMessage() + ". "
                    + failure.code().fix());
        }
    }
}
