package dev.karat.engine.commit;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The records that a transaction reads, each at most once, and is going to write. */
final class RecordWork {
    private final Store store;
    private final Undo undo;
    private final Map<RecordKey, Optional<StoredRecord>> byKey = new HashMap<>();
    private final Map<Long, StoredRecord> byRid = new HashMap<>();
    private final Map<Long, StoredRecord> staged = new TreeMap<>();
    private final Inherited<Long, StoredRecord> inherited = new Inherited<>();

    /** Systems by profile. */
    private final Map<String, Set<String>> systems = new HashMap<>();

    private final Map<String, Set<Long>> stagedOf = new HashMap<>();
    /** Members of profiles as the store has them, with or without what the transaction before writes. */
    private final Map<String, List<Long>> storedOf = new HashMap<>();

    private final Set<RecordKey> erased = new LinkedHashSet<>();

    RecordWork(Store store, Undo undo) {
        this.store = store;
        this.undo = undo;
    }

    /** Begins with what the transaction before writes, which the store may not have yet. */
    void inherit(RecordWork before) {
        for (StoredRecord record : before.staged()) {
            inherited.put(record.rid(), record);
            staged.put(record.rid(), record);
            byRid.put(record.rid(), record);
            byKey.put(record.key(), Optional.of(record));
            if (record.goldenId() != null) {
                stagedOf.computeIfAbsent(record.goldenId(), id -> new LinkedHashSet<>())
                        .add(record.rid());
            }
        }
    }

    /** Reads records at once. */
    void prefetch(Collection<RecordKey> keys) {
        List<RecordKey> unknown =
                keys.stream().filter(key -> !byKey.containsKey(key)).toList();
        if (unknown.isEmpty()) {
            return;
        }
        Map<RecordKey, StoredRecord> found = store.recordsByKey(unknown);
        unknown.forEach(key -> byKey.put(key, Optional.ofNullable(found.get(key))));
        found.values().forEach(record -> byRid.putIfAbsent(record.rid(), record));
    }

    /** Reads the members of all profiles at once that one of these records is in, as the store has it. */
    void prefetchAround(Collection<Long> rids) {
        List<Long> unknown =
                rids.stream().filter(rid -> !byRid.containsKey(rid)).toList();
        if (!unknown.isEmpty()) {
            list(new HashMap<>(), store.recordsInProfilesOf(unknown));
        }
    }

    /** Reads the members of profiles at once. */
    void prefetchOf(Collection<String> goldenIds) {
        List<String> unknown =
                goldenIds.stream().filter(id -> !storedOf.containsKey(id)).toList();
        if (!unknown.isEmpty()) {
            Map<String, Set<Long>> members = new HashMap<>();
            unknown.forEach(id -> members.put(id, new TreeSet<>()));
            list(members, store.recordsOf(unknown));
        }
    }

    /** @param members profiles that are asked for, each without a member yet */
    private void list(Map<String, Set<Long>> members, List<StoredRecord> read) {
        for (StoredRecord record : read) {
            String goldenId = Objects.requireNonNull(record.goldenId());
            members.computeIfAbsent(goldenId, id -> new TreeSet<>()).add(record.rid());
            remember(record);
        }
        members.forEach((id, rids) -> storedOf.putIfAbsent(id, List.copyOf(rids)));
    }

    /** Takes note that the profile is not in the store, so that nobody looks there for its members. */
    void isNew(String goldenId) {
        storedOf.putIfAbsent(goldenId, List.of());
    }

    private void remember(StoredRecord record) {
        if (!erased.contains(record.key())) {
            byRid.putIfAbsent(record.rid(), record);
            byKey.putIfAbsent(record.key(), Optional.of(record));
        }
    }

    @Nullable
    StoredRecord byKey(RecordKey key) {
        prefetch(List.of(key));
        return byKey.getOrDefault(key, Optional.empty()).orElse(null);
    }

    List<StoredRecord> byRid(Collection<Long> rids) {
        List<Long> unknown =
                rids.stream().filter(rid -> !byRid.containsKey(rid)).toList();
        if (!unknown.isEmpty()) {
            store.records(unknown).forEach(this::remember);
        }
        return rids.stream().sorted().map(byRid::get).filter(Objects::nonNull).toList();
    }

    List<StoredRecord> of(String goldenId) {
        prefetchOf(List.of(goldenId));
        var members = new TreeMap<Long, StoredRecord>();
        for (long rid : storedOf.getOrDefault(goldenId, List.of())) {
            StoredRecord record = byRid.get(rid);
            if (record != null && !staged.containsKey(rid)) {
                members.put(rid, record);
            }
        }
        for (long rid : stagedOf.getOrDefault(goldenId, Set.of())) {
            members.put(rid, Objects.requireNonNull(staged.get(rid)));
        }
        return List.copyOf(members.values());
    }

    void put(StoredRecord record) {
        note(byRid.get(record.rid()));
        note(record);
        unlist(record.rid());
        if (record.goldenId() != null) {
            undo.enter(stagedOf, record.goldenId(), record.rid());
        }
        undo.replace(byRid, record.rid(), record);
        undo.replace(byKey, record.key(), Optional.of(record));
        undo.replace(staged, record.rid(), record);
    }

    /** What is taken back stays noted: a system too many costs a look, one too few would cost a change. */
    private void note(@Nullable StoredRecord record) {
        if (record != null && record.goldenId() != null) {
            systems.computeIfAbsent(record.goldenId(), id -> new HashSet<>())
                    .add(record.key().system());
        }
    }

    /** The one system of which records of a profile were put, came or went; null if it is not one. */
    @Nullable
    String onlySystem(String goldenId) {
        Set<String> of = systems.getOrDefault(goldenId, Set.of());
        return of.size() == 1 ? of.iterator().next() : null;
    }

    void erase(StoredRecord record) {
        note(record);
        unlist(record.rid());
        undo.replace(byKey, record.key(), Optional.empty());
        undo.drop(byRid, record.rid());
        undo.drop(staged, record.rid());
        undo.add(erased, record.key());
    }

    private void unlist(long rid) {
        StoredRecord before = staged.get(rid);
        if (before != null && before.goldenId() != null) {
            undo.leave(stagedOf, before.goldenId(), rid);
        }
    }

    /** What this transaction is going to write, in rising order of number. */
    Collection<StoredRecord> staged() {
        return inherited.own(staged);
    }

    Collection<RecordKey> erased() {
        return erased;
    }
}
