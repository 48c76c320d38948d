package dev.karat.engine.commit;

import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Store;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Commits one piece of work while the next one is made, for pieces of which none looks at what another one wrote. They
 * become durable in their order. Nobody else may write meanwhile, which a fence makes sure. For one thread.
 */
public final class BulkWriter implements AutoCloseable {
    private final Store store;
    private final Sequences sequences;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(new DaemonThreads("karat-commit"));
    private final List<Lease> fence;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /** @param fence leases without which nothing may become durable */
    public BulkWriter(Store store, List<Lease> fence) {
        this.store = store;
        this.fence = List.copyOf(fence);
        this.sequences = new Sequences(store.counts());
    }

    /** Makes a piece of work, and hands it over once the piece before is durable. Throws what befell that one. */
    public void write(Consumer<UnitOfWork> step) {
        var work = new UnitOfWork(store, sequences);
        step.accept(work);
        CommitBatch batch = work.batch(fence);
        flush();
        last = CompletableFuture.runAsync(() -> store.commit(batch), thread);
    }

    /** Waits until everything is durable, and the store ready for others. Throws what befell the last piece. */
    public void finish() {
        flush();
        store.loaded();
    }

    private void flush() {
        try {
            last.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof GatewayException known) {
                throw known;
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
