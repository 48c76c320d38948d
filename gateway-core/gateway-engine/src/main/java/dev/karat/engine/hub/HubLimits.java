package dev.karat.engine.hub;

import java.time.Duration;

/**
 * Limits of the running engine.
 *
 * @param queueMax pages and other writes that may wait for the writer
 * @param commitRecordsMax records that one commit takes before it ends
 * @param outcomeTimeout a delivery without an answer for so long is looked up at the target
 */
public record HubLimits(int queueMax, int commitRecordsMax, Duration outcomeTimeout) {
    public static final HubLimits STANDARD = new HubLimits(64, 1_000, Duration.ofMinutes(2));
}
