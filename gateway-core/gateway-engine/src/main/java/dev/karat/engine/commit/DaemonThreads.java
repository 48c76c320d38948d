package dev.karat.engine.commit;

import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that do not keep the process alive: what is not committed when it ends comes again. Safe for several
 * threads.
 *
 * @param name of each of them, as it stands in thread dumps
 */
public record DaemonThreads(String name) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
