package dev.karat.engine.commit;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It applies the tasks of many callers in order, each seeing the ones before it, and commits
 * them together, because one fsync for many is what makes an embedded database fast. A task that fails leaves nothing;
 * its neighbours go on. Callers are answered only after the commit, on another thread.
 */
public final class GroupCommitWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitWriter.class);

    /** Something to be written; it runs on the writer thread and may run only once. */
    @FunctionalInterface
    public interface Task<T> {
        T apply(UnitOfWork work);
    }

    private record Pending<T>(Task<T> task, int weight, CompletableFuture<T> answer) {}

    private record Answer(Runnable completion) {}

    private final Store store;
    private final Sequences sequences;
    private final BlockingQueue<Pending<?>> queue;
    private final int commitWeightMax;
    private final Executor callbacks;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean ended;
    /** A commit failed, and whether the database has it is not sure: nothing may follow that was made beside it. */
    private volatile boolean failed;

    private final AtomicLong commits = new AtomicLong();
    private final List<Lease> fence;
    private final Consumer<Throwable> onFailedCommit;

    /**
     * @param queueMax tasks that may wait; a caller beyond that waits itself
     * @param commitWeightMax records that one commit takes before it ends
     * @param callbacks where callers are answered
     * @param fence leases without which nothing may become durable
     * @param onFailedCommit told on the writer's thread when a commit failed: whether the database has it is not sure
     */
    public GroupCommitWriter(
            Store store,
            int queueMax,
            int commitWeightMax,
            Executor callbacks,
            List<Lease> fence,
            Consumer<Throwable> onFailedCommit) {
        this.store = store.toWrite();
        this.sequences = new Sequences(store.counts());
        this.queue = new ArrayBlockingQueue<>(queueMax);
        this.commitWeightMax = commitWeightMax;
        this.callbacks = callbacks;
        this.fence = List.copyOf(fence);
        this.onFailedCommit = onFailedCommit;
        this.thread = new DaemonThreads("karat-writer").newThread(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * Hands over a task; waits while the queue is full.
     *
     * @param weight records in it, towards the size of a commit
     * @return completes after the commit; exceptionally if the task or the commit failed
     */
    public <T> CompletableFuture<T> submit(int weight, Task<T> task) {
        var pending = new Pending<>(task, weight, new CompletableFuture<T>());
        try {
            while (!closed && !failed) {
                if (queue.offer(pending, 100, TimeUnit.MILLISECONDS)) {
                    // Either the thread that ends still finds it, or it is taken back here.
                    if (!ended || !queue.remove(pending)) {
                        return pending.answer();
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return CompletableFuture.failedFuture(stopping());
    }

    private static GatewayException stopping() {
        return new GatewayException(ErrorCode.WRITER_LOST, "The writer of this process is stopping");
    }

    /** Transactions since the start. */
    public long commits() {
        return commits.get();
    }

    /** Tasks that wait. */
    public int waiting() {
        return queue.size();
    }

    private void run() {
        while (!failed && (!closed || !queue.isEmpty())) {
            try {
                Pending<?> first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    commitWith(first);
                }
            } catch (InterruptedException interrupted) {
                closed = true;
            }
        }
        ended = true;
        List<Pending<?>> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(pending -> pending.answer().completeExceptionally(stopping()));
    }

    private void commitWith(Pending<?> first) {
        var work = new UnitOfWork(store, sequences);
        List<Pending<?>> taken = new ArrayList<>();
        List<Answer> answers = new ArrayList<>();
        try {
            int weight = 0;
            for (Pending<?> next = first; next != null; next = weight < commitWeightMax ? queue.poll() : null) {
                taken.add(next);
                answers.add(apply(next, work));
                weight += next.weight();
            }
            var batch = work.batch(fence);
            if (!batch.isEmpty()) {
                store.commit(batch);
                commits.incrementAndGet();
            }
        } catch (RuntimeException | Error failure) {
            // A writer that is fenced is one of several: another one is made then, from what the database has.
            failed = !fence.isEmpty();
            LOG.warn("A commit failed and is taken back whole: {}", failure.toString());
            onFailedCommit.accept(failure);
            try {
                work.rollbackTo(0);
            } finally {
                answer(() -> taken.forEach(pending -> pending.answer().completeExceptionally(failure)));
            }
            return;
        }
        answer(() -> answers.forEach(answer -> answer.completion().run()));
    }

    private void answer(Runnable completions) {
        try {
            callbacks.execute(completions);
        } catch (RejectedExecutionException stopped) {
            completions.run();
        }
    }

    private static <T> Answer apply(Pending<T> pending, UnitOfWork work) {
        int mark = work.mark();
        try {
            T result = pending.task().apply(work);
            return new Answer(() -> pending.answer().complete(result));
        } catch (RuntimeException | StackOverflowError failed) {
            work.rollbackTo(mark);
            return new Answer(() -> pending.answer().completeExceptionally(failed));
        }
    }

    /** Commits what waits, then stops. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
