package dev.karat.server.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** Time of processors that this process used, less that of the vendors which it serves. */
final class GatewayCpu {
    private GatewayCpu() {}

    /** Seconds since the process started, to be compared with an earlier call while the same vendors are served. */
    static double seconds() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long nanos = system.getProcessCpuTime();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && isVendor(thread.getThreadName())) {
                nanos -= Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos / 1e9;
    }

    /** Seconds that some work takes on this thread. */
    static double ofThread(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - before) / 1e9;
    }

    /** Threads of the twins over HTTP, and of the SFTP server. */
    private static boolean isVendor(String thread) {
        return thread.startsWith("twin-") || thread.startsWith("sshd-");
    }
}
