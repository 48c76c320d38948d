package dev.karat.server.ops;

import dev.karat.api.error.GatewayException;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Store;
import dev.karat.server.DataDirectory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** The store as health, metrics and status show it. Counting is not free, so counts are kept for a moment. */
@Component("storeHealthIndicator")
class StoreWatch implements HealthIndicator, MeterBinder {
    private static final Duration COUNTS_KEPT = Duration.ofSeconds(2);

    private final Store store;
    private final DataDirectory data;
    private final Clock clock;
    private @Nullable Counted counted;

    StoreWatch(Store store, DataDirectory data, Clock clock) {
        this.store = store;
        this.data = data;
        this.clock = clock;
    }

    private record Counted(Instant at, Store.Counts counts) {}

    /** One cheap read. */
    @Override
    public Health health() {
        return reachable() ? Health.up().build() : Health.down().build();
    }

    boolean reachable() {
        try {
            store.setting(Setting.Scope.GATEWAY, "health");
            return true;
        } catch (GatewayException unreachable) {
            return false;
        }
    }

    /** Totals, at most {@link #COUNTS_KEPT} old. */
    synchronized Store.Counts counts() {
        Instant now = clock.instant();
        Counted last = counted;
        if (last == null || last.at().plus(COUNTS_KEPT).isBefore(now)) {
            last = new Counted(now, store.counts());
            counted = last;
        }
        return last.counts();
    }

    GatewayStatus.StoreStatus status() {
        if (!reachable()) {
            return new GatewayStatus.StoreStatus(false, 0, 0, 0, 0, bytes());
        }
        Store.Counts counts = counts();
        return new GatewayStatus.StoreStatus(
                true, counts.records(), counts.profiles(), counts.deadLetters(), counts.changeSeqMax(), bytes());
    }

    /** Size of the embedded database with its journal. */
    private long bytes() {
        Path database = data.database();
        return size(database) + size(database.resolveSibling(database.getFileName() + "-wal"));
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException vanished) {
            return 0;
        }
    }

    long diskFreeBytes() {
        return data.folder().toFile().getUsableSpace();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "karat.records", "Live source records", counts -> counts.records());
        gauge(registry, "karat.profiles", "Live golden profiles", counts -> counts.profiles());
        gauge(registry, "karat.dead.letters", "Dead letters", counts -> counts.deadLetters());
        gauge(registry, "karat.changes", "Greatest place in the change log", counts -> counts.changeSeqMax());
        Gauge.builder("karat.store.bytes", this, StoreWatch::bytes)
                .description("Size of the embedded database")
                .baseUnit("bytes")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String text, ToDoubleFunction<Store.Counts> value) {
        Gauge.builder(name, this, watch -> value.applyAsDouble(watch.counts()))
                .description(text)
                .register(registry);
    }
}
