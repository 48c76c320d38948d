package dev.karat.engine.hub;

import java.time.Duration;

/**
 * One of several nodes that share a database.
 *
 * @param name unique among the processes that ever run
 * @param leaseTtl after which another node takes over what this one does, if it gives no sign of life
 * @param rematch decide anew about all records if another policy made the stored profiles
 */
public record NodeSettings(String name, Duration leaseTtl, boolean rematch) {
    public NodeSettings {
        if (leaseTtl.compareTo(Duration.ofMillis(500)) < 0) {
            throw new IllegalArgumentException("A lease of less than half a second cannot be kept");
        }
    }
}
