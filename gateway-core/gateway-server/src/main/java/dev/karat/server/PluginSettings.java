package dev.karat.server;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything under {@code karat.plugins.*}.
 *
 * @param folder with one archive or folder per plugin; it need not exist
 * @param archiveMax largest archive
 * @param unpackedMax all files of a plugin together
 * @param entriesMax files and folders of a plugin
 * @param hookDeadline how long the Java of a plugin may take for one record
 * @param hookThreads threads for the Java of one plugin
 */
@ConfigurationProperties("karat.plugins")
public record PluginSettings(
        @DefaultValue("plugins") Path folder,
        @DefaultValue("20MB") DataSize archiveMax,
        @DefaultValue("100MB") DataSize unpackedMax,
        @DefaultValue("2000") int entriesMax,
        @DefaultValue("2s") Duration hookDeadline,
        @DefaultValue("4") int hookThreads) {}
