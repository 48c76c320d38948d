package dev.karat.server.bench;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.Connectors;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how fast records go through {@code golden:ingest}: mapping, matching, survivorship and a durable commit.
 * Used once.
 */
public final class IngestBench {
    private static final Duration RAW_TIME_MAX = Duration.ofSeconds(3);
    private static final Duration GLANCE = Duration.ofMillis(250);
    private static final double NANOS = 1e9;

    /**
     * What is measured.
     *
     * @param stored records that are stored beforehand
     * @param time how long to measure
     * @param producers threads that hand over pages, each waiting for the answer, at least 1
     * @param page records of a page, 1 to {@link RecordPage#RECORDS_MAX}
     */
    public record Load(long stored, Duration time, int producers, int page) {}

    private final BenchDatabase database;
    private final Connectors connectors;
    private final Load load;
    private final Clock clock;
    private final Progress progress;

    /** @param connectors must hold {@code files} */
    public IngestBench(BenchDatabase database, Connectors connectors, Load load, Clock clock, Progress progress) {
        this.database = database;
        this.connectors = connectors;
        this.load = load;
        this.clock = clock;
        this.progress = progress;
    }

    /** Runs it all. Throws DATA_IN_USE if the database holds records already. */
    public BenchResult run() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(load.producers());
        try (Store store = database.open()) {
            if (store.counts().ridMax() > 0) {
                throw new GatewayException(ErrorCode.DATA_IN_USE, "The database holds records already");
            }
            var rows = new BenchRows(load.stored(), load.page(), clock);
            BenchGateway.fill(store, connectors, clock, rows, progress, load.stored());
            try (var gateway = new BenchGateway(store, connectors, clock)) {
                return measure(gateway, rows, threads);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private BenchResult measure(BenchGateway gateway, BenchRows rows, ExecutorService threads)
            throws InterruptedException {
        long stored = gateway.hub().store().counts().records();
        var committed = new AtomicLong();
        var handedOver = new AtomicLong();
        var over = new AtomicBoolean();
        long commitsBefore = gateway.hub().commits();
        Callable<List<Long>> producer = () -> {
            var nanos = new ArrayList<Long>();
            while (!over.get()) {
                RecordPage page = rows.next();
                long from = System.nanoTime();
                committed.addAndGet(gateway.ingest(page));
                nanos.add(System.nanoTime() - from);
                handedOver.addAndGet(page.records().size());
            }
            return nanos;
        };
        long start = System.nanoTime();
        var nanos = await(start(producer, threads), () -> {
            long passed = System.nanoTime() - start;
            over.set(passed >= load.time().toNanos());
            progress.at("Measuring", passed / 1_000_000, load.time().toMillis());
        });
        double seconds = (System.nanoTime() - start) / NANOS;
        long commits = Math.max(1, gateway.hub().commits() - commitsBefore);
        int commitRecords = (int) Math.max(1, handedOver.get() / commits);
        return new BenchResult(
                database.name(),
                stored,
                committed.get(),
                load.producers(),
                load.page(),
                committed.get() / seconds,
                database.rawRowsPerSecond(commitRecords, rawTime()),
                commitRecords,
                percentile(nanos, 50),
                percentile(nanos, 99),
                database.sync(),
                seconds,
                gateway.hub().store().counts().profiles());
    }

    private Duration rawTime() {
        return load.time().compareTo(RAW_TIME_MAX) < 0 ? load.time() : RAW_TIME_MAX;
    }

    private List<Future<List<Long>>> start(Callable<List<Long>> producer, ExecutorService threads) {
        var started = new ArrayList<Future<List<Long>>>();
        for (int i = 0; i < load.producers(); i++) {
            started.add(threads.submit(producer));
        }
        return started;
    }

    /** Waits for all producers, looking in on them meanwhile; returns what they measured, in rising order. */
    private static List<Long> await(List<Future<List<Long>>> producers, Runnable glance) throws InterruptedException {
        var all = new ArrayList<Long>();
        for (Future<List<Long>> producer : producers) {
            while (true) {
                glance.run();
                try {
                    all.addAll(producer.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS));
                    break;
                } catch (TimeoutException stillAtWork) {
                    // Looked in on again.
                } catch (ExecutionException failed) {
                    throw new GatewayException(ErrorCode.INTERNAL, "A producer failed", failed.getCause());
                }
            }
        }
        all.sort(null);
        return all;
    }

    private static double percentile(List<Long> rising, int percent) {
        int at = (int) Math.ceil(rising.size() * percent / 100.0) - 1;
        return rising.isEmpty() ? 0 : rising.get(Math.max(0, at)) / 1e6;
    }
}
