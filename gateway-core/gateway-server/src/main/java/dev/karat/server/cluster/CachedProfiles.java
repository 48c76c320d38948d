package dev.karat.server.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.karat.engine.commit.DaemonThreads;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.server.rest.ProfileCache;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Profiles as they are shown, near at hand in every node. Every node follows the change log and drops what changed; what
 * it misses, as in a split network, is {@value Member#PROFILE_SECONDS} seconds old at most. Never a basis for a write.
 * Safe for several threads.
 */
@Component
@ConditionalOnProperty("karat.cluster.enabled")
final class CachedProfiles implements ProfileCache {
    static final String MAP = "karat-profiles";

    private static final int CHANGES_MAX = 1_000;
    private static final long FOLLOW_MILLIS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(CachedProfiles.class);

    private final Store store;
    private final IMap<String, byte[]> profiles;
    private final ScheduledExecutorService follower =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("karat-profile-cache"));
    private long seen;

    CachedProfiles(Store store, HazelcastInstance hazelcast) {
        this.store = store;
        this.profiles = hazelcast.getMap(MAP);
        this.seen = store.lastChange();
        var unused = follower.scheduleWithFixedDelay(this::follow, FOLLOW_MILLIS, FOLLOW_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Optional<byte[]> get(String goldenId) {
        try {
            return Optional.ofNullable(profiles.get(goldenId));
        } catch (RuntimeException unreachable) {
            LOG.debug("The store is read instead: {}", unreachable.toString());
            return Optional.empty();
        }
    }

    @Override
    public void put(String goldenId, byte[] shown) {
        try {
            CompletionStage<Void> unused = profiles.setAsync(goldenId, shown);
        } catch (RuntimeException unreachable) {
            LOG.debug("A profile is not kept: {}", unreachable.toString());
        }
    }

    private void follow() {
        try {
            List<StoredChange> changes;
            do {
                changes = store.changes(seen, CHANGES_MAX);
                for (StoredChange change : changes) {
                    profiles.delete(change.goldenId());
                    seen = change.seq();
                }
            } while (changes.size() == CHANGES_MAX);
        } catch (RuntimeException later) {
            LOG.debug("Changes are followed later: {}", later.toString());
        }
    }

    @PreDestroy
    void stop() {
        follower.shutdownNow();
    }
}
