package dev.karat.engine.commit;

import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Store;
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
import org.jspecify.annotations.Nullable;

/** The deliveries that a transaction reads and is going to write. */
final class DeliveryWork {
    private final Store store;
    private final Undo undo;
    private final Map<Slot, Optional<DeliveryState>> storedBehind = new HashMap<>();
    private final Map<Slot, List<DeliveryState>> storedOf = new HashMap<>();
    private final Map<DeliveryKey, DeliveryState> staged = new LinkedHashMap<>();
    private final Map<Slot, Set<DeliveryKey>> stagedBehind = new HashMap<>();
    private final Map<Slot, Set<DeliveryKey>> stagedOf = new HashMap<>();
    private final Set<DeliveryKey> removed = new LinkedHashSet<>();
    private final Inherited<DeliveryKey, DeliveryState> inherited = new Inherited<>();

    /** A target's record id, or a profile as a target sees it. */
    private record Slot(String target, String id) {}

    DeliveryWork(Store store, Undo undo) {
        this.store = store;
        this.undo = undo;
    }

    /** Begins with what the transaction before writes, which the store may not have yet. */
    void inherit(DeliveryWork before) {
        for (DeliveryState state : before.staged()) {
            DeliveryKey key = key(state);
            inherited.put(key, state);
            staged.put(key, state);
            stagedBehind
                    .computeIfAbsent(new Slot(key.target(), key.externalId()), slot -> new LinkedHashSet<>())
                    .add(key);
            stagedOf.computeIfAbsent(new Slot(key.target(), key.goldenId()), slot -> new LinkedHashSet<>())
                    .add(key);
        }
    }

    static DeliveryKey key(DeliveryState state) {
        return new DeliveryKey(state.target(), state.goldenId(), state.externalId());
    }

    /** Reads at once who wrote these records of a target. */
    void prefetch(String target, Collection<String> externalIds) {
        List<String> unknown = externalIds.stream()
                .filter(id -> !storedBehind.containsKey(new Slot(target, id)))
                .toList();
        if (!unknown.isEmpty()) {
            Map<String, DeliveryState> found = store.deliveriesByExternalId(target, unknown);
            unknown.forEach(id -> storedBehind.put(new Slot(target, id), Optional.ofNullable(found.get(id))));
        }
    }

    /** Reads at once the deliveries of a target for these profiles. */
    void prefetchOf(String target, Collection<String> goldenIds) {
        List<String> unknown = goldenIds.stream()
                .filter(id -> !storedOf.containsKey(new Slot(target, id)))
                .distinct()
                .toList();
        if (!unknown.isEmpty()) {
            unknown.forEach(id -> storedOf.put(new Slot(target, id), new ArrayList<>()));
            store.deliveries(target, unknown)
                    .forEach(state -> Objects.requireNonNull(storedOf.get(new Slot(target, state.goldenId())))
                            .add(state));
        }
    }

    /** The one that was put last, or else what the store has. */
    @Nullable
    DeliveryState behind(String target, String externalId) {
        var slot = new Slot(target, externalId);
        DeliveryState last = null;
        for (DeliveryKey key : stagedBehind.getOrDefault(slot, Set.of())) {
            last = Objects.requireNonNull(staged.get(key));
        }
        if (last != null) {
            return last;
        }
        prefetch(target, List.of(externalId));
        return storedBehind
                .getOrDefault(slot, Optional.empty())
                .filter(state -> !removed.contains(key(state)))
                .orElse(null);
    }

    List<DeliveryState> of(String target, String goldenId) {
        var slot = new Slot(target, goldenId);
        var found = new LinkedHashMap<DeliveryKey, DeliveryState>();
        prefetchOf(target, List.of(goldenId));
        for (DeliveryState state : storedOf.getOrDefault(slot, List.of())) {
            if (!removed.contains(key(state))) {
                found.put(key(state), state);
            }
        }
        for (DeliveryKey key : stagedOf.getOrDefault(slot, Set.of())) {
            found.put(key, Objects.requireNonNull(staged.get(key)));
        }
        return List.copyOf(found.values());
    }

    /** True if this transaction neither puts nor removes it. */
    boolean isUnchanged(DeliveryState stored) {
        DeliveryKey key = key(stored);
        DeliveryState here = staged.get(key);
        return here == null ? !removed.contains(key) : !inherited.isOwn(key, here);
    }

    void put(DeliveryState state) {
        DeliveryKey key = key(state);
        undo.enter(stagedBehind, new Slot(key.target(), key.externalId()), key);
        undo.enter(stagedOf, new Slot(key.target(), key.goldenId()), key);
        undo.replace(staged, key, state);
        undo.remove(removed, key);
    }

    void remove(DeliveryState state) {
        DeliveryKey key = key(state);
        undo.leave(stagedBehind, new Slot(key.target(), key.externalId()), key);
        undo.leave(stagedOf, new Slot(key.target(), key.goldenId()), key);
        undo.drop(staged, key);
        undo.add(removed, key);
    }

    /** What this transaction is going to write. */
    Collection<DeliveryState> staged() {
        return inherited.own(staged);
    }

    Set<DeliveryKey> removed() {
        return removed;
    }
}
