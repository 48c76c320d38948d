package dev.karat.engine.resolve;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A fixed number of threads that share out ranges of numbers. Close it at the end. */
public final class Workers implements AutoCloseable {
    private static final int RANGE_MAX = 4096;
    private static final int RANGES_PER_THREAD = 8;

    private final ExecutorService threads;
    private final int size;

    /** @param size threads, at least 1 */
    public Workers(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("There is at least one thread");
        }
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size);
    }

    /** Number of threads. */
    int size() {
        return size;
    }

    /** Work on the numbers from one (inclusive) to another (exclusive). */
    @FunctionalInterface
    public interface RangeWork {
        void accept(int from, int to);
    }

    /** Does the work for all numbers from 0 to the limit (exclusive) and returns when all of it is done. */
    public void range(int limit, RangeWork work) {
        int step = Math.max(1, Math.min(RANGE_MAX, limit / (size * RANGES_PER_THREAD)));
        var running = new ArrayList<Future<?>>();
        for (int from = 0; from < limit; from += step) {
            int start = from;
            int end = Math.min(limit, from + step);
            running.add(threads.submit(() -> work.accept(start, end)));
        }
        running.forEach(Workers::result);
    }

    /** Starts one piece of work; {@link #result} waits for it. */
    <T> Future<T> start(Callable<T> work) {
        return threads.submit(work);
    }

    /** What a piece of work came to. */
    static <T> T result(Future<T> running) {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while resolving", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
