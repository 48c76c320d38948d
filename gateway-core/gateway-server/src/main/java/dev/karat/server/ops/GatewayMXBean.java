package dev.karat.server.ops;

import org.jspecify.annotations.Nullable;

/** The gateway as JMX shows it, {@code dev.karat:type=Gateway}. Times are ISO 8601 in UTC. */
public interface GatewayMXBean {
    String getVersion();

    String getEnvironment();

    boolean isWritesStopped();

    boolean isStoreReachable();

    long getStoreBytes();

    long getDiskFreeBytes();

    @Nullable
    String getLastBackupAt();

    long getProfiles();

    long getRecords();

    long getDeadLetters();

    int getWaiting();

    int getOpenAlerts();

    String[] getAlerts();

    /** Closes every target at once; it survives a restart. */
    void stopWrites(String reason);

    void resumeWrites(String reason);

    /** Copies the database into the data folder and returns the path. */
    String backup();
}
