package dev.karat.engine.hub;

import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.IngestOutcome;
import dev.karat.engine.store.Inbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands pages to whichever node writes, for a process that is no node itself. Safe for several threads. */
public final class WriterElsewhere implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration TRY_AGAIN = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(WriterElsewhere.class);

    private final AskedWriter asked;
    private final Thread collector = new DaemonThreads("karat-asking").newThread(this::collect);
    private volatile boolean closed;

    /** @param name unique among the processes that ever run */
    public WriterElsewhere(Inbox inbox, String name) {
        asked = new AskedWriter(inbox, name, Signals.NONE, HubLimits.STANDARD.queueMax(), System::nanoTime);
        collector.start();
    }

    /** See {@link Hub#ingest}; fails with WRITER_LOST if no node answers within minutes. */
    public CompletableFuture<List<IngestOutcome>> ingest(List<IngestItem> page) {
        return asked.ask(new Command.Ingest(page));
    }

    private void collect() {
        while (!closed) {
            try {
                if (!asked.collect()) {
                    LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                }
            } catch (RuntimeException away) {
                LOG.warn("Answers cannot be collected now: {}", away.toString());
                LockSupport.parkNanos(TRY_AGAIN.toNanos());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            collector.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        asked.close();
    }
}
