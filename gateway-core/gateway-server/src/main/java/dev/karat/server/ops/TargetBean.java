package dev.karat.server.ops;

import java.util.function.Supplier;

/** Reads one target for JMX. */
final class TargetBean implements TargetMXBean {
    private final Supplier<TargetStatus> status;
    private final Operations operations;

    TargetBean(Supplier<TargetStatus> status, Operations operations) {
        this.status = status;
        this.operations = operations;
    }

    @Override
    public String getPhase() {
        return status.get().phase().name();
    }

    @Override
    public boolean isOpen() {
        return status.get().open();
    }

    @Override
    public boolean isBaselineComplete() {
        return status.get().baselineComplete();
    }

    @Override
    public long getSettled() {
        return status.get().settled();
    }

    @Override
    public long getPending() {
        return status.get().pending();
    }

    @Override
    public long getInFlight() {
        return status.get().inFlight();
    }

    @Override
    public long getRejected() {
        return status.get().rejected();
    }

    @Override
    public long getHeld() {
        return status.get().held();
    }

    @Override
    public void grantPhase(String phase) {
        GatewayBean.plain(() -> operations.grantPhase(status.get().name(), phase));
    }
}
