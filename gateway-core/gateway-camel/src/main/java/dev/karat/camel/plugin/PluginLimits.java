package dev.karat.camel.plugin;

import java.time.Duration;

/**
 * What a plugin may be and do.
 *
 * @param archiveBytes largest archive, in bytes
 * @param unpackedBytes all its files together, in bytes
 * @param entries files and folders of a plugin
 * @param plugins plugins that are loaded at most; further ones are refused
 * @param hookDeadline how long a hook may take for one record
 * @param hookThreads threads for the hooks of one plugin; one that hangs takes one of them
 */
public record PluginLimits(
        long archiveBytes, long unpackedBytes, int entries, int plugins, Duration hookDeadline, int hookThreads) {
    public static final PluginLimits STANDARD =
            new PluginLimits(20_000_000, 100_000_000, 2_000, 100, Duration.ofSeconds(2), 4);
}
