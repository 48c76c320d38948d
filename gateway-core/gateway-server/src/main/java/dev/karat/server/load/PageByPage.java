package dev.karat.server.load;

import dev.karat.engine.ingest.RecordPage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Hands records over in pages, a few at a time under way. For one thread.
 *
 * @param <T> a record
 */
public final class PageByPage<T> {
    private static final int UNDER_WAY_MAX = 8;

    private final Function<List<T>, CompletableFuture<?>> taker;
    private final Queue<CompletableFuture<?>> underWay = new ArrayDeque<>();
    private List<T> page = new ArrayList<>(RecordPage.RECORDS_MAX);

    /** @param taker completes when the page is durable */
    public PageByPage(Function<List<T>, CompletableFuture<?>> taker) {
        this.taker = taker;
    }

    /** Takes a record; waits while too many pages are under way. Throws what befell one of them. */
    public void add(T one) {
        page.add(one);
        if (page.size() == RecordPage.RECORDS_MAX) {
            handOver();
        }
    }

    /** Hands over the rest and waits until all is durable. */
    public void finish() {
        handOver();
        while (!underWay.isEmpty()) {
            await();
        }
    }

    private void handOver() {
        if (page.isEmpty()) {
            return;
        }
        if (underWay.size() == UNDER_WAY_MAX) {
            await();
        }
        underWay.add(taker.apply(page));
        page = new ArrayList<>(RecordPage.RECORDS_MAX);
    }

    private void await() {
        try {
            underWay.remove().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }
}
