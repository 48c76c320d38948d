package dev.karat.server.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.server.GatewaySettings;
import dev.karat.server.rest.ProfileCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Profiles as they are shown, near at hand in every node. What is kept bears the place of the change log by which it was
 * read, and every node follows the log in the database itself: what changed since is not shown, whatever became of the
 * other nodes and of what they kept. A node that does not answer is not waited for. Never a basis for a write. Safe for
 * several threads.
 */
@Component
@ConditionalOnProperty("karat.cluster.enabled")
final class CachedProfiles implements ProfileCache {
    static final String MAP = "karat-profiles";

    private static final int CHANGES_MAX = 1_000;
    private static final int CHANGED_MAX = 50_000;
    private static final long FOLLOW_MILLIS = 100;

    /** How long nothing is asked of other nodes after one of them did not answer. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(CachedProfiles.class);

    private final Store store;
    private final IMap<String, byte[]> profiles;
    private final Duration wait;
    private final Counter hits;
    private final Counter misses;
    private final Counter late;
    private final RecentChanges changes;
    private final ScheduledExecutorService follower =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("karat-profile-cache"));
    private long turnedAt = System.nanoTime();
    private volatile long restsUntil = turnedAt;

    @Autowired
    CachedProfiles(Store store, HazelcastInstance hazelcast, GatewaySettings settings, MeterRegistry metrics) {
        this(store, hazelcast, settings.cluster().profileWait(), metrics);
    }

    CachedProfiles(Store store, HazelcastInstance hazelcast, Duration wait, MeterRegistry metrics) {
        this.store = store;
        this.profiles = hazelcast.getMap(MAP);
        this.wait = wait;
        this.hits = reads(metrics, "cache");
        this.misses = reads(metrics, "store");
        this.late = reads(metrics, "late");
        this.changes = new RecentChanges(store.lastChange(), CHANGED_MAX);
        var unused = follower.scheduleWithFixedDelay(this::follow, FOLLOW_MILLIS, FOLLOW_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Counter reads(MeterRegistry metrics, String from) {
        return Counter.builder("karat.profiles.read")
                .description("Profiles that were asked for by id")
                .tag("from", from)
                .register(metrics);
    }

    @Override
    public Optional<byte[]> get(String goldenId) {
        if (System.nanoTime() - restsUntil < 0) {
            late.increment();
            return Optional.empty();
        }
        try {
            byte[] kept = profiles.getAsync(goldenId).toCompletableFuture().get(wait.toNanos(), TimeUnit.NANOSECONDS);
            byte[] shown = kept == null ? null : current(goldenId, ByteBuffer.wrap(kept));
            (shown == null ? misses : hits).increment();
            return Optional.ofNullable(shown);
        } catch (TimeoutException | ExecutionException | RuntimeException unreachable) {
            restsUntil = System.nanoTime() + REST.toNanos();
            late.increment();
            LOG.debug("The store is read instead: {}", unreachable.toString());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** Without its place, or null if it changed since. */
    private byte @Nullable [] current(String goldenId, ByteBuffer kept) {
        if (!changes.isCurrent(goldenId, kept.getLong())) {
            return null;
        }
        byte[] shown = new byte[kept.remaining()];
        kept.get(shown);
        return shown;
    }

    @Override
    public long known() {
        return changes.place();
    }

    @Override
    public void put(String goldenId, long known, byte[] shown) {
        if (System.nanoTime() - restsUntil < 0) {
            return;
        }
        try {
            byte[] kept = ByteBuffer.allocate(Long.BYTES + shown.length)
                    .putLong(known)
                    .put(shown)
                    .array();
            CompletionStage<Void> unused = profiles.setAsync(goldenId, kept);
        } catch (RuntimeException unreachable) {
            LOG.debug("A profile is not kept: {}", unreachable.toString());
        }
    }

    private void follow() {
        try {
            List<StoredChange> page;
            do {
                page = store.changes(changes.place(), CHANGES_MAX);
                page.forEach(changes::note);
            } while (page.size() == CHANGES_MAX);
            if (System.nanoTime() - turnedAt > TimeUnit.SECONDS.toNanos(Member.PROFILE_SECONDS)) {
                turnedAt = System.nanoTime();
                changes.turn();
            }
        } catch (RuntimeException later) {
            LOG.debug("Changes are followed later: {}", later.toString());
        }
    }

    @PreDestroy
    void stop() {
        follower.shutdownNow();
    }
}
