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

    void pause(String reason);

    void resume();
}
