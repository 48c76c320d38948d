package dev.karat.server.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** What this process has used so far, as the operating system counts it. */
final class ProcessFigures {
    private static final String PEAK = "VmHWM:";

    private ProcessFigures() {}

    /** Seconds since the JVM was started, to a hundredth; the launcher may have built before, in the same process. */
    static double secondsSinceStart() {
        Instant now = Instant.now();
        Instant start =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        return Math.round(Duration.between(start, now).toMillis() / 10.0) / 100.0;
    }

    /** Greatest resident memory in mebibytes (VmHWM, proc(5)); the heap in use where the system does not tell. */
    static long peakMemoryMb() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith(PEAK)) {
                    return Long.parseLong(line.substring(PEAK.length())
                                    .replace("kB", "")
                                    .strip())
                            >> 10;
                }
            }
        } catch (IOException e) {
            return heapMb(); // No such file outside Linux.
        }
        return heapMb();
    }

    private static long heapMb() {
        return Runtime.getRuntime().totalMemory() >> 20;
    }
}
