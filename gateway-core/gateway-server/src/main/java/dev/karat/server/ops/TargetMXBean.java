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

    /** Grants a phase: observe, preview, canary or live. */
    void grantPhase(String phase);
}
