package dev.karat.server.ops;

import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.store.Store;
import dev.karat.server.GatewaySettings;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Forgets what writes replaced, and former versions that are older than {@code karat.history.keep}, every hour. It does so in small transactions
 * between those of others, so that nobody waits long. Safe for several threads, and for several gateways on one database.
 */
@Component
class HistoryKeeper {
    /** Versions of each kind that one transaction forgets. */
    static final int BATCH = 500;

    /** Transactions of one round; the next round goes on. */
    private static final int BATCHES_MAX = 2_000;

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

    private final Store store;
    private final ImageKeeper images;
    private final Duration keep;
    private final Clock clock;
    private final AtomicLong forgotten = new AtomicLong();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("karat-history"));

    HistoryKeeper(Store store, ImageKeeper images, GatewaySettings settings, Clock clock) {
        this.store = store;
        this.images = images;
        this.keep = settings.history().keep();
        this.clock = clock;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        var unused = timer.scheduleWithFixedDelay(this::round, FIRST.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /** Forgets what is too old now. A failure ends the round, not those after it. */
    void round() {
        try {
            images.round();
            long before =
                    ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant().minus(keep));
            for (int batch = 0; batch < BATCHES_MAX; batch++) {
                int gone = store.forgetHistory(before, BATCH);
                forgotten.addAndGet(gone);
                if (gone == 0) {
                    return;
                }
            }
        } catch (RuntimeException failure) {
            LOG.warn("Former versions cannot be forgotten now, and are tried again: {}", failure.toString());
        }
    }

    GatewayStatus.HistoryStatus status() {
        OptionalLong since = store.historySince();
        return new GatewayStatus.HistoryStatus(
                keep.toSeconds(),
                since.isEmpty() ? null : Instant.EPOCH.plus(since.getAsLong(), ChronoUnit.MICROS),
                forgotten.get());
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
