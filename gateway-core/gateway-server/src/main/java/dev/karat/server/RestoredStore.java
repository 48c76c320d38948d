package dev.karat.server;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.change.Subscription;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.ingest.Erasures;
import dev.karat.engine.policy.GatewayPolicy;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.CommitBatch.SettingKey;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.Setting.Scope;
import dev.karat.engine.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done to a database that was restored, before a gateway works on it: it knows neither what its targets
 * were given since, nor who was erased.
 */
public final class RestoredStore {
    private static final int FACTS_MAX = 10_000;

    /** Records that are erased in one transaction. */
    private static final int PAGE = 100;

    private RestoredStore() {}

    /**
     * What was done.
     *
     * @param closed targets that were granted a phase, and are in observe now
     * @param stopped subscribers that are sent nothing until they are resumed
     * @param erasedAgain records of customers who were erased after the backup was written
     */
    public record Result(List<String> closed, List<String> stopped, int erasedAgain, long records, long profiles) {}

    /**
     * Takes all grants and baselines back, stops all subscribers, and erases again whom it knows as erased.
     *
     * @param erasureKey key of the erasure hashes; null if there is none, and so nobody was erased
     * @param policy asked for only if somebody has to be erased
     */
    public static Result finish(
            Store store, byte @Nullable [] erasureKey, Supplier<GatewayPolicy> policy, Clock clock) {
        List<String> closed = close(store);
        List<String> stopped = stop(store);
        int erased = erasureKey == null ? 0 : eraseAgain(store, erasureKey, policy, clock);
        Store.Counts counts = store.counts();
        return new Result(closed, stopped, erased, counts.records(), counts.profiles());
    }

    /** Without the baselines nothing is created at a target before its records were read again. */
    private static List<String> close(Store store) {
        List<Setting> grants = store.settings(Scope.PHASE, FACTS_MAX);
        List<SettingKey> facts = Stream.concat(grants.stream(), store.settings(Scope.BASELINE, FACTS_MAX).stream())
                .map(fact -> new SettingKey(fact.scope(), fact.name()))
                .toList();
        store.commit(CommitBatch.ofSettings(List.of(), facts));
        return grants.stream().map(Setting::name).toList();
    }

    /** What was sent since the backup would be sent again, or to whom a copy of the gateway should not speak at all. */
    private static List<String> stop(Store store) {
        List<Setting> places = store.settings(Scope.SUBSCRIBER, FACTS_MAX).stream()
                .filter(place -> place.name().startsWith(Subscription.SETTING))
                .toList();
        List<Setting> stopped = places.stream()
                .map(place -> new Setting(
                        place.scope(),
                        place.name(),
                        Subscription.read(place.value())
                                .amended(Subscription.Amendment.stop("restored from a backup"))
                                .write(),
                        place.at()))
                .toList();
        store.commit(CommitBatch.ofSettings(stopped, List.of()));
        return places.stream()
                .map(place -> place.name().substring(Subscription.SETTING.length()))
                .toList();
    }

    private static int eraseAgain(Store store, byte[] key, Supplier<GatewayPolicy> policy, Clock clock) {
        var erasures = new Erasures(key, store);
        var keys = new ArrayList<RecordKey>();
        store.scan(record -> {
            if (erasures.isErased(record.key())) {
                keys.add(record.key());
            }
        });
        if (keys.isEmpty()) {
            return 0;
        }
        GatewayPolicy by = policy.get();
        int erased = 0;
        try (var hub = new Hub(
                store, by, by.matching().model(), Map.of(), HubLimits.STANDARD, key, clock, new SecureRandom())) {
            hub.pinPolicy(false);
            for (int from = 0; from < keys.size(); from += PAGE) {
                erased += hub.eraseAgain(keys.subList(from, Math.min(keys.size(), from + PAGE)))
                        .join();
            }
        }
        return erased;
    }
}
