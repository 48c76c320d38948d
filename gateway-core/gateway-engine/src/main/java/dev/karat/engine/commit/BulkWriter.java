package dev.karat.engine.commit;

import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.Store;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Commits one piece of work while the next one is made, for pieces of which none looks at what another one wrote. They
 * become durable in their order. Nobody else may write meanwhile. For one thread.
 */
public final class BulkWriter implements AutoCloseable {
    private final Store store;
    private final Sequences sequences;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(new DaemonThreads("karat-commit"));
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    public BulkWriter(Store store) {
        this.store = store;
        this.sequences = new Sequences(store.counts());
    }

    /** Makes a piece of work, and hands it over once the piece before is durable. Throws what befell that one. */
    public void write(Consumer<UnitOfWork> step) {
        var work = new UnitOfWork(store, sequences);
        step.accept(work);
        CommitBatch batch = work.batch(List.of());
        last.join();
        last = CompletableFuture.runAsync(() -> store.commit(batch), thread);
    }

    /** Waits until everything is durable. */
    public void flush() {
        last.join();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
