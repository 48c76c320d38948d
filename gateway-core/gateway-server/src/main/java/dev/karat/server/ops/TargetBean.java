package dev.karat.server.ops;

import dev.karat.engine.delivery.Resync;
import dev.karat.engine.delivery.WriteKind;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

/** Reads one target for JMX. */
final class TargetBean implements TargetMXBean {
    private final Supplier<TargetStatus> status;
    private final Operations operations;
    private final TargetOperations brakes;

    TargetBean(Supplier<TargetStatus> status, Operations operations, TargetOperations brakes) {
        this.status = status;
        this.operations = operations;
        this.brakes = brakes;
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
    public boolean isStopped() {
        return status.get().stopped();
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

    private BrakeStatus brake() {
        return status.get().brake();
    }

    @Override
    public String getBrakeState() {
        return brake().state().name();
    }

    @Override
    public long getBrakeRun() {
        return Objects.requireNonNullElse(brake().run(), 0L);
    }

    @Override
    public String getBrakeReason() {
        return Objects.requireNonNullElse(brake().cause(), "");
    }

    @Override
    public long getHeldCreates() {
        return held(WriteKind.CREATE);
    }

    @Override
    public long getHeldUpdates() {
        return held(WriteKind.UPDATE);
    }

    @Override
    public long getHeldDeletes() {
        return held(WriteKind.DELETE);
    }

    @Override
    public long getHeldClears() {
        return held(WriteKind.CLEAR);
    }

    private long held(WriteKind kind) {
        BrakeStatus brake = brake();
        return brake.state() == BrakeStatus.State.HOLDING ? brake.waiting().of(kind) : 0;
    }

    @Override
    public void approveBrake(long run, String reason) {
        GatewayBean.plain(() -> brakes.decide(status.get().name(), run, true, reason));
    }

    @Override
    public void rejectBrake(long run, String reason) {
        GatewayBean.plain(() -> brakes.decide(status.get().name(), run, false, reason));
    }

    @Override
    public String getResync() {
        TargetStatus.ResyncStatus resync = status.get().resync();
        return resync == null
                ? ""
                : resync.state() + ": " + resync.compared() + " of " + resync.profiles() + " profiles compared, "
                        + resync.planned() + " writes planned, by " + resync.by();
    }

    @Override
    public double getDriftPercent() {
        DriftStatus drift = status.get().drift();
        return drift == null ? -1 : drift.percent();
    }

    @Override
    public String getDrift() {
        DriftStatus drift = status.get().drift();
        return drift == null
                ? ""
                : drift.state() + ": " + drift.differing() + " of " + drift.compared() + " records differ, "
                        + drift.gone() + " of them gone, by " + drift.by();
    }

    @Override
    public void checkDrift(int sample) {
        GatewayBean.plain(() -> operations.checkDrift(status.get().name(), sample));
    }

    @Override
    public String getRestsUntil() {
        Instant until = status.get().restsUntil();
        return until == null ? "" : until.toString();
    }

    @Override
    public void resync() {
        GatewayBean.plain(() -> operations.resync(status.get().name(), null, null));
    }

    @Override
    public void pauseResync() {
        steer(Resync.Action.PAUSE);
    }

    @Override
    public void resumeResync() {
        steer(Resync.Action.RESUME);
    }

    @Override
    public void cancelResync() {
        steer(Resync.Action.CANCEL);
    }

    private void steer(Resync.Action action) {
        GatewayBean.plain(() -> operations.steerResync(status.get().name(), action));
    }

    @Override
    public void stopWrites(String reason) {
        GatewayBean.plain(() -> operations.stopWrites(status.get().name(), reason));
    }

    @Override
    public void resumeWrites(String reason) {
        GatewayBean.plain(() -> operations.resumeWrites(status.get().name(), reason));
    }

    @Override
    public void grantPhase(String phase) {
        GatewayBean.plain(() -> operations.grantPhase(status.get().name(), phase));
    }
}
