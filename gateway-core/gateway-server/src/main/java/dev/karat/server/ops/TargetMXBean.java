package dev.karat.server.ops;

/** The writing to one target as JMX shows it, {@code dev.karat:type=Target}. */
public interface TargetMXBean {
    String getPhase();

    boolean isOpen();

    /** True if an operator stopped the writing to this target. */
    boolean isStopped();

    boolean isBaselineComplete();

    long getSettled();

    long getPending();

    long getInFlight();

    long getRejected();

    long getHeld();

    /** What the brake does: ARMED, HOLDING, APPROVED or GOING_LIVE. */
    String getBrakeState();

    /** The run that is held, or that is being written; 0 for none. */
    long getBrakeRun();

    /** Why a run is held, as a sentence; empty if none is. */
    String getBrakeReason();

    long getHeldCreates();

    long getHeldUpdates();

    long getHeldDeletes();

    /** Records of a run that is held of which it would empty a field. */
    long getHeldClears();

    /** Has exactly this run written. */
    void approveBrake(long run, String reason);

    /** Leaves exactly this run unwritten. */
    void rejectBrake(long run, String reason);

    /** The last comparison of every profile with the target, as a sentence; empty if there was none. */
    String getResync();

    /** Share of the records of the last drift check that differ, 0 to 100; -1 if there was none. */
    double getDriftPercent();

    /** The last drift check as a sentence; empty if there was none. */
    String getDrift();

    /** Until when nothing is sent, since the target takes nothing or asked for a pause; empty if it may be sent. */
    String getRestsUntil();

    /** Reads so many records at the target, chosen by chance, or all for 0, and compares them; writes nothing. */
    void checkDrift(int sample);

    /** Compares every profile with the target. */
    void resync();

    /** Pauses the resync. */
    void pauseResync();

    /** Goes on with the resync. */
    void resumeResync();

    /** Ends the resync where it is. */
    void cancelResync();

    /** Closes this target at once, whatever its phase; it survives a restart. */
    void stopWrites(String reason);

    /** Opens this target again as its phase allows. */
    void resumeWrites(String reason);

    /** Grants a phase: observe, preview, canary or live. */
    void grantPhase(String phase);
}
