package dev.karat.server.ops;

import org.jspecify.annotations.Nullable;

/** The reading from one system as JMX shows it, {@code dev.karat:type=Connection}. Times are ISO 8601 in UTC. */
public interface ConnectionMXBean {
    String getState();

    String getSince();

    @Nullable
    String getPausedBy();

    @Nullable
    String getLastErrorCode();

    @Nullable
    String getLastErrorHint();

    @Nullable
    String getLastSuccessAt();

    @Nullable
    String getLastRecordAt();

    long getRecordsTotal();

    long getRejectedTotal();

    boolean isBaselineComplete();

    /** The account at the vendor, which several systems may share; empty if there is none. */
    String getAccount();

    /** Calls that this node may make at once; -1 if there is no limit. */
    long getQuotaRemaining();

    /** When all of the limit may be used again, or a pause that the vendor asked for is over; null for now. */
    @Nullable
    String getQuotaResetsAt();

    void pause(String reason);

    void resume();
}
