package dev.karat.engine.hub;

import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Leases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write of a load, which is no node and takes no turns: taken once, kept by a thread of its own, given back
 * at the end. If it is lost meanwhile, as by a long pause, the next commit that it fences fails with WRITER_LOST. Safe
 * for several threads.
 */
public final class WriterLease implements AutoCloseable {
    /** How a load's lease is told from a node's, which does not end by itself. */
    private static final String LOAD = "load/";

    /** How much longer its lease lasts than a node's: a load fills its memory, and collecting it takes seconds. */
    private static final int PATIENCE = 5;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(WriterLease.class);

    private final Leases leases;
    private final Lease lease;
    private final Duration ttl;
    private final Thread keeper;
    private volatile boolean closed;

    private WriterLease(Leases leases, Lease lease, Duration ttl) {
        this.leases = leases;
        this.lease = lease;
        this.ttl = ttl;
        keeper = new DaemonThreads("karat-load-lease").newThread(this::keep);
        keeper.start();
    }

    /**
     * Takes the lease as soon as it is free. Another load is waited for, however long it takes; a node only until its
     * lease would have expired if it were dead.
     *
     * @param name unique among the processes that ever run
     * @param nodeTtl after which a node's lease expires; a load's lasts {@value #PATIENCE} times as long
     * @param waiting is told whom it waits for
     * @return empty if a node writes
     */
    public static Optional<WriterLease> take(Leases leases, String name, Duration nodeTtl, Consumer<String> waiting) {
        Duration ttl = nodeTtl.multipliedBy(PATIENCE);
        @Nullable String waitedFor = null;
        long since = 0;
        while (true) {
            String holder = holder(leases);
            if (holder == null) {
                Optional<Lease> taken = leases.take(HeldLeases.WRITER, LOAD + name, ttl);
                if (taken.isPresent()) {
                    return Optional.of(new WriterLease(leases, taken.get(), ttl));
                }
            } else if (!holder.equals(waitedFor)) {
                waitedFor = holder;
                since = System.nanoTime();
                waiting.accept(holder);
            } else if (!holder.startsWith(LOAD)
                    && System.nanoTime() - since > nodeTtl.plusSeconds(1).toNanos()) {
                return Optional.empty();
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private static @Nullable String holder(Leases leases) {
        return leases.held().stream()
                .filter(lease -> lease.name().equals(HeldLeases.WRITER))
                .map(Lease::owner)
                .findFirst()
                .orElse(null);
    }

    /** By which commits are fenced. */
    public Lease lease() {
        return lease;
    }

    /** A commit that is under way is waited for: it holds the row. */
    private void keep() {
        while (!closed) {
            LockSupport.parkNanos(ttl.toNanos() / 3);
            try {
                if (!closed && leases.renew(List.of(lease), ttl).isEmpty()) {
                    LOG.warn("Another process writes now");
                    return;
                }
            } catch (RuntimeException away) {
                LOG.warn("The lease cannot be kept now: {}", away.toString());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(keeper);
        try {
            keeper.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        leases.release(lease);
    }
}
