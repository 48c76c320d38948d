package dev.karat.engine.commit;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It applies the tasks of many callers in order, each seeing the ones before it, and has them
 * committed together, because one fsync for many is what makes an embedded database fast. While one commit is written it
 * applies the tasks of the next one; if the first fails, both are taken back. A task that fails leaves nothing; its
 * neighbours go on. Callers are answered only after the commit, on another thread.
 */
public final class GroupCommitWriter implements AutoCloseable {
    private static final int IDLE_MILLIS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitWriter.class);

    /** Something to be written; it runs on the writer thread and may run only once. */
    @FunctionalInterface
    public interface Task<T> {
        T apply(UnitOfWork work);
    }

    private record Pending<T>(Task<T> task, int weight, CompletableFuture<T> answer) {}

    private record Answer(Runnable completion) {}

    /** Tasks on their way into the database. */
    private record Commit(UnitOfWork work, List<Pending<?>> tasks, Durable durable) {}

    /** Tells that a commit is durable, without holding what was committed: the next transaction keeps this. */
    private record Durable(CompletableFuture<Void> written) {
        boolean isDone() {
            return written.isDone();
        }

        /** Waits, and throws what befell the commit. */
        void await() {
            try {
                written.join();
            } catch (CompletionException failure) {
                throw failure.getCause() instanceof RuntimeException known ? known : failure;
            }
        }
    }

    private final Store store;
    private final Sequences sequences;
    private final BlockingQueue<Pending<?>> queue;
    private final int commitWeightMax;
    private final Executor callbacks;
    private final Thread thread;
    private final ExecutorService committing = Executors.newSingleThreadExecutor(new DaemonThreads("karat-commit"));
    /** What is being written; null if nothing is. */
    private @Nullable Commit last;

    private volatile boolean closed;
    private volatile boolean ended;
    /**
     * A commit of a fenced writer failed, and whether the database has it is not sure: nothing may follow that was made
     * beside it.
     */
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
            Pending<?> first = poll(last == null ? IDLE_MILLIS : 1);
            if (first != null) {
                commitWith(first);
            } else if (last != null && last.durable().isDone()) {
                settle(List.of(), null);
            }
        }
        settle(List.of(), null);
        ended = true;
        List<Pending<?>> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(pending -> pending.answer().completeExceptionally(stopping()));
        committing.shutdown();
    }

    private void commitWith(Pending<?> first) {
        List<Pending<?>> taken = new ArrayList<>(List.of(first));
        List<Answer> answers = new ArrayList<>();
        UnitOfWork work = null;
        CommitBatch batch;
        try {
            work = begin();
            answers.add(apply(first, work));
            int weight = first.weight();
            for (Pending<?> next = next(weight); next != null; next = next(weight)) {
                taken.add(next);
                answers.add(apply(next, work));
                weight += next.weight();
            }
            batch = work.batch(fence);
        } catch (RuntimeException | Error failure) {
            if (settle(taken, work)) {
                fail(failure);
                takeBack(work, taken, failure);
            }
            return;
        }
        if (settle(taken, work)) {
            var written = CompletableFuture.runAsync(() -> write(batch, answers), committing);
            last = new Commit(work, taken, new Durable(written));
            if (batch.removes()) {
                // What is gone is seen by everybody, whatever it was read by.
                settle(List.of(), null);
            }
        }
    }

    private UnitOfWork begin() {
        Commit before = last;
        return before == null ? new UnitOfWork(store, sequences) : before.work().next(before.durable()::await);
    }

    /** The next task of a commit; while the one before is being written, there is time to wait for more. */
    private @Nullable Pending<?> next(int weight) {
        while (weight < commitWeightMax) {
            boolean isBeforeDone = last == null || last.durable().isDone();
            Pending<?> next = isBeforeDone ? queue.poll() : poll(1);
            if (next != null || isBeforeDone) {
                return next;
            }
        }
        return null;
    }

    private @Nullable Pending<?> poll(int millis) {
        try {
            return queue.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            closed = true;
            return null;
        }
    }

    private void write(CommitBatch batch, List<Answer> answers) {
        if (!batch.isEmpty()) {
            store.commit(batch);
            commits.incrementAndGet();
        }
        answer(() -> answers.forEach(answer -> answer.completion().run()));
    }

    /**
     * Waits until the last commit is durable. If it failed, it is taken back, and before it what was made since, which saw
     * what it put.
     *
     * @param since tasks that were applied since
     * @param work what they made, null for nothing
     * @return false if it failed
     */
    private boolean settle(List<Pending<?>> since, @Nullable UnitOfWork work) {
        Commit before = last;
        last = null;
        if (before == null) {
            return true;
        }
        try {
            before.durable().await();
            return true;
        } catch (RuntimeException failure) {
            fail(failure);
            try {
                takeBack(work, since, failure);
            } finally {
                takeBack(before.work(), before.tasks(), failure);
            }
            return false;
        }
    }

    private void fail(Throwable failure) {
        // A writer that is fenced is one of several: another one is made then, from what the database has.
        failed = !fence.isEmpty();
        LOG.warn("A commit failed and is taken back whole: {}", failure.toString());
        onFailedCommit.accept(failure);
    }

    private void takeBack(@Nullable UnitOfWork work, List<Pending<?>> tasks, Throwable failure) {
        try {
            if (work != null) {
                work.rollbackTo(0);
            }
        } finally {
            answer(() -> tasks.forEach(task -> task.answer().completeExceptionally(failure)));
        }
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
