package dev.karat.hub;

import dev.karat.engine.hub.Hub;
import dev.karat.engine.hub.HubLimits;
import dev.karat.engine.hub.StoreAudit;
import dev.karat.engine.match.MatchModel;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredFeatures;
import dev.karat.engine.store.StoredGolden;
import dev.karat.store.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A process that makes every long read of a store, and says after each how many rows it saw. */
final class ReadEverything {
    private static final int PAGE = 500;

    private ReadEverything() {}

    /** Reads a file, or a PostgreSQL by its address. */
    public static void main(String[] arguments) {
        try (Store store = open(arguments[0])) {
            long[] scanned = {0};
            store.scan(record -> scanned[0]++);
            say("records", scanned[0]);
            say("features", sweep(0L, after -> store.features(after, PAGE), StoredFeatures::rid));
            say("live", swept("", after -> store.liveGoldens(after, PAGE), StoredGolden::id));
            say("changes", sweep(0L, after -> store.changes(after, PAGE), StoredChange::seq));
            var report = StoreAudit.of(store, HubFixture.policy());
            say("audited", report.isClean() ? report.profiles() : -1);
            index(store);
        }
    }

    private static Store open(String where) {
        return where.startsWith("jdbc:") ? Stores.postgresql(where, "postgres", "", 4) : Stores.sqlite(Path.of(where));
    }

    private static <T> long sweep(long from, Function<Long, List<T>> read, ToLongFunction<T> key) {
        return swept(from, read, key::applyAsLong);
    }

    private static <T, K> long swept(K from, Function<K, List<T>> read, Function<T, K> key) {
        long rows = 0;
        K after = from;
        for (List<T> page = read.apply(after); !page.isEmpty(); page = read.apply(after)) {
            rows += page.size();
            after = key.apply(page.get(page.size() - 1));
        }
        return rows;
    }

    /** What every start of a gateway reads. */
    private static void index(Store store) {
        try (var hub = new Hub(
                store,
                HubFixture.policy(),
                MatchModel.standard(),
                Map.of(),
                HubLimits.STANDARD,
                HubFixture.ERASURE_KEY,
                Clock.systemUTC(),
                new Random(7))) {
            say("indexed", hub.store().counts().records());
        }
    }

    private static void say(String what, long rows) {
        System.out.println(what + " " + rows);
    }
}
