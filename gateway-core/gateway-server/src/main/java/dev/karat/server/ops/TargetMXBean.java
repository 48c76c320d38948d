package dev.karat.server.ops;

/** The writing to one target as JMX shows it, {@code dev.karat:type=Target}. */
public interface TargetMXBean {
    String getPhase();

    boolean isOpen();

    boolean isBaselineComplete();

    long getSettled();

    long getPending();

    long getInFlight();

    long getRejected();

    long getHeld();

    /** The last comparison of every profile with the target, as a sentence; empty if there was none. */
    String getResync();

    /** Compares every profile with the target. */
    void resync();

    /** Pauses the resync. */
    void pauseResync();

    /** Goes on with the resync. */
    void resumeResync();

    /** Ends the resync where it is. */
    void cancelResync();

    /** Grants a phase: observe, preview, canary or live. */
    void grantPhase(String phase);
}
