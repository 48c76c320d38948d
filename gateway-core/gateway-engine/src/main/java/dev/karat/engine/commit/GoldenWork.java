package dev.karat.engine.commit;

import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The golden rows that a transaction reads, each at most once, and is going to write. */
final class GoldenWork {
    private final Store store;
    private final Undo undo;
    private final long storedRidMax;
    private final Map<String, Optional<StoredGolden>> stored = new HashMap<>();
    private final Map<Long, List<StoredGolden>> storedOn = new HashMap<>();
    private final Map<String, StoredGolden> staged = new LinkedHashMap<>();
    private final Map<Long, Set<String>> stagedOn = new HashMap<>();
    private final Inherited<String, StoredGolden> inherited = new Inherited<>();

    /** @param storedRidMax no record with a greater number is in the store, so nothing there hangs on one */
    GoldenWork(Store store, Undo undo, long storedRidMax) {
        this.store = store;
        this.undo = undo;
        this.storedRidMax = storedRidMax;
    }

    /** Begins with what the transaction before writes, which the store may not have yet. */
    void inherit(GoldenWork before) {
        for (StoredGolden golden : before.staged()) {
            inherited.put(golden.id(), golden);
            staged.put(golden.id(), golden);
            stagedOn.computeIfAbsent(golden.anchorRid(), rid -> new LinkedHashSet<>())
                    .add(golden.id());
        }
    }

    /** Reads golden rows at once. */
    void prefetch(Collection<String> ids) {
        List<String> unknown = ids.stream()
                .filter(id -> !staged.containsKey(id) && !stored.containsKey(id))
                .toList();
        if (!unknown.isEmpty()) {
            unknown.forEach(id -> stored.put(id, Optional.empty()));
            store.goldens(unknown).forEach(golden -> stored.put(golden.id(), Optional.of(golden)));
        }
    }

    /** Reads at once what hangs on these records. */
    void prefetchOn(Collection<Long> rids) {
        List<Long> unknown = rids.stream()
                .filter(rid -> rid <= storedRidMax && !storedOn.containsKey(rid))
                .toList();
        if (!unknown.isEmpty()) {
            unknown.forEach(rid -> storedOn.put(rid, new ArrayList<>()));
            store.goldensAnchoredOn(unknown).forEach(golden -> {
                Objects.requireNonNull(storedOn.get(golden.anchorRid())).add(golden);
                stored.put(golden.id(), Optional.of(golden));
            });
        }
    }

    @Nullable
    StoredGolden get(String id) {
        StoredGolden here = staged.get(id);
        if (here != null) {
            return here;
        }
        prefetch(List.of(id));
        return stored.getOrDefault(id, Optional.empty()).orElse(null);
    }

    /** In the order of their minting. */
    List<StoredGolden> on(Collection<Long> rids) {
        prefetchOn(rids);
        var found = new TreeMap<Long, StoredGolden>();
        for (long rid : rids) {
            for (StoredGolden golden : storedOn.getOrDefault(rid, List.of())) {
                if (!staged.containsKey(golden.id())) {
                    found.put(golden.mintSeq(), golden);
                }
            }
            for (String id : stagedOn.getOrDefault(rid, Set.of())) {
                StoredGolden golden = Objects.requireNonNull(staged.get(id));
                found.put(golden.mintSeq(), golden);
            }
        }
        return List.copyOf(found.values());
    }

    void put(StoredGolden golden) {
        StoredGolden before = staged.get(golden.id());
        if (before != null) {
            undo.leave(stagedOn, before.anchorRid(), golden.id());
        }
        undo.enter(stagedOn, golden.anchorRid(), golden.id());
        undo.replace(staged, golden.id(), golden);
    }

    /** What this transaction is going to write. */
    Collection<StoredGolden> staged() {
        return inherited.own(staged);
    }
}
