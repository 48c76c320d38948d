package dev.karat.camel.plugin;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs the Java of one plugin on threads of its own, each call with a deadline. A call that hangs is interrupted and holds
 * its thread for as long as it likes; once all are held the plugin's calls fail at once, and nobody else's. Safe for
 * several threads.
 */
final class HookPool implements AutoCloseable {
    /** Calls that may wait for a thread; each is waited for by a thread of a route, of which there are fewer. */
    private static final int WAITING_MAX = 256;

    private static final long IDLE_SECONDS = 10;

    private final String name;
    private final PluginLimits limits;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger hanging = new AtomicInteger();

    HookPool(String name, ClassLoader loader, PluginLimits limits) {
        this.name = name;
        this.limits = limits;
        this.threads = new ThreadPoolExecutor(
                limits.hookThreads(),
                limits.hookThreads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                task -> {
                    var thread = new Thread(task, "plugin-" + name);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(loader);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Makes the hooks, whose constructors may hang or throw as well; throws PLUGIN_INVALID. */
    <T> T make(Supplier<T> making) {
        try {
            return call(making::get);
        } catch (GatewayException failed) {
            throw failed.code() == ErrorCode.PLUGIN_INVALID
                    ? failed
                    : PluginFiles.invalid("Its hooks cannot be made: " + failed.getMessage());
        }
    }

    /** The answer of a call; throws HOOK_FAILED, whose message holds nothing of what the call was given. */
    <T> T call(Callable<T> call) {
        if (hanging.get() >= limits.hookThreads()) {
            throw failed("hang, all " + limits.hookThreads() + " threads of them");
        }
        var running = new Running<>(call);
        try {
            threads.execute(running);
            return running.get(limits.hookDeadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException full) {
            throw failed("are closed, or called too often at once");
        } catch (TimeoutException late) {
            running.giveUp();
            throw failed("took longer than " + limits.hookDeadline().toMillis() + " ms");
        } catch (InterruptedException stopped) {
            running.giveUp();
            Thread.currentThread().interrupt();
            throw failed("were stopped");
        } catch (ExecutionException thrown) {
            Throwable cause = thrown.getCause();
            if (cause instanceof GatewayException ours) {
                throw ours;
            }
            // Its message may quote the record.
            throw failed("threw " + (cause == null ? "" : cause.getClass().getName()));
        }
    }

    GatewayException failed(String what) {
        return new GatewayException(ErrorCode.HOOK_FAILED, "The hooks of plugin " + name + " " + what);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** A call that counts as hanging from when it is given up until it really ends. */
    private final class Running<T> extends FutureTask<T> {
        private final AtomicInteger state = new AtomicInteger();
        private static final int STARTED = 1;
        private static final int GIVEN_UP = 2;
        private static final int ENDED = 4;

        Running(Callable<T> call) {
            super(call);
        }

        @Override
        public void run() {
            state.updateAndGet(now -> now | STARTED);
            try {
                super.run();
            } finally {
                int before = state.getAndUpdate(now -> now | ENDED);
                if ((before & GIVEN_UP) != 0) {
                    hanging.decrementAndGet();
                }
            }
        }

        void giveUp() {
            hanging.incrementAndGet();
            int before = state.getAndUpdate(now -> now | GIVEN_UP);
            if ((before & ENDED) != 0 || ((before & STARTED) == 0 && threads.remove(this))) {
                hanging.decrementAndGet();
            }
            cancel(true);
        }
    }
}
