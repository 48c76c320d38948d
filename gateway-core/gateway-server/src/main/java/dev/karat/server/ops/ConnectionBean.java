package dev.karat.server.ops;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads one connection for JMX. */
final class ConnectionBean implements ConnectionMXBean {
    private final Supplier<ConnectionStatus> status;
    private final Operations operations;

    ConnectionBean(Supplier<ConnectionStatus> status, Operations operations) {
        this.status = status;
        this.operations = operations;
    }

    @Override
    public String getState() {
        return status.get().state().name();
    }

    @Override
    public String getSince() {
        return status.get().since().toString();
    }

    @Override
    public @Nullable String getPausedBy() {
        return status.get().pausedBy();
    }

    @Override
    public @Nullable String getLastErrorCode() {
        var code = status.get().errorCode();
        return code == null ? null : code.name();
    }

    @Override
    public @Nullable String getLastErrorHint() {
        var code = status.get().errorCode();
        return code == null ? null : code.fix();
    }

    @Override
    public @Nullable String getLastSuccessAt() {
        return text(status.get().lastSuccessAt());
    }

    @Override
    public @Nullable String getLastRecordAt() {
        return text(status.get().lastRecordAt());
    }

    @Override
    public long getRecordsTotal() {
        return status.get().recordsTotal();
    }

    @Override
    public long getRejectedTotal() {
        return status.get().rejectedTotal();
    }

    @Override
    public boolean isBaselineComplete() {
        return status.get().baselineComplete();
    }

    @Override
    public String getAccount() {
        QuotaStatus quota = status.get().quota();
        return quota == null ? "" : quota.account();
    }

    @Override
    public long getQuotaRemaining() {
        QuotaStatus quota = status.get().quota();
        return quota == null ? -1 : quota.remaining();
    }

    @Override
    public @Nullable String getQuotaResetsAt() {
        QuotaStatus quota = status.get().quota();
        return quota == null ? null : text(quota.resetsAt());
    }

    @Override
    public void pause(String reason) {
        GatewayBean.plain(() -> operations.pause(status.get().name(), reason));
    }

    @Override
    public void resume() {
        GatewayBean.plain(() -> operations.resume(status.get().name()));
    }

    static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
