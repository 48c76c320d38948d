package dev.karat.engine.commit;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.CommitBatch.SettingKey;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
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

/**
 * What one transaction reads and is going to write: reads see what was put before. Every change can be taken back to a
 * mark, so that a failing record leaves nothing behind while its neighbours go on. Used by the writer thread only.
 */
public final class UnitOfWork {
    private final Store store;
    private final Sequences sequences;
    private final Map<RecordKey, Optional<StoredRecord>> byKey = new HashMap<>();
    private final Map<Long, StoredRecord> byRid = new HashMap<>();
    private final Map<Long, StoredRecord> records = new TreeMap<>();
    private final Map<String, StoredGolden> goldens = new LinkedHashMap<>();
    private final List<StoredChange> changes = new ArrayList<>();
    private final Map<DeliveryKey, DeliveryState> deliveries = new LinkedHashMap<>();
    private final Set<DeliveryKey> removedDeliveries = new LinkedHashSet<>();
    private final Map<SettingKey, Setting> settings = new LinkedHashMap<>();
    private final Set<SettingKey> removedSettings = new LinkedHashSet<>();
    private final List<Interaction> interactions = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<Long> removedDeadLetters = new ArrayList<>();
    private final List<StewardDecision> decisions = new ArrayList<>();
    private final Set<RecordKey> erased = new LinkedHashSet<>();
    private final List<Runnable> undo = new ArrayList<>();

    UnitOfWork(Store store, Sequences sequences) {
        this.store = store;
        this.sequences = sequences;
    }

    public Store store() {
        return store;
    }

    /** The present point, to come back to. */
    int mark() {
        return undo.size();
    }

    void rollbackTo(int mark) {
        for (int i = undo.size() - 1; i >= mark; i--) {
            undo.remove(i).run();
        }
    }

    /** Registers how something outside, such as the index in memory, is taken back. */
    public void onRollback(Runnable action) {
        undo.add(action);
    }

    /** Reads the records of a page at once. */
    public void prefetch(Collection<RecordKey> keys) {
        List<RecordKey> unknown =
                keys.stream().filter(key -> !byKey.containsKey(key)).toList();
        Map<RecordKey, StoredRecord> found = store.recordsByKey(unknown);
        for (RecordKey key : unknown) {
            StoredRecord record = found.get(key);
            byKey.put(key, Optional.ofNullable(record));
            if (record != null) {
                byRid.putIfAbsent(record.rid(), record);
            }
        }
    }

    public @Nullable StoredRecord record(RecordKey key) {
        if (!byKey.containsKey(key)) {
            prefetch(List.of(key));
        }
        return byKey.getOrDefault(key, Optional.empty()).orElse(null);
    }

    /** Records by number, in rising order; missing ones are left out. */
    public List<StoredRecord> records(Collection<Long> rids) {
        List<Long> unknown =
                rids.stream().filter(rid -> !byRid.containsKey(rid)).toList();
        if (!unknown.isEmpty()) {
            store.records(unknown).forEach(this::remember);
        }
        return rids.stream().sorted().map(byRid::get).filter(Objects::nonNull).toList();
    }

    /** Records of a profile as matters stand in this transaction, in rising order of number. */
    public List<StoredRecord> recordsOf(String goldenId) {
        var members = new TreeMap<Long, StoredRecord>();
        for (StoredRecord stored : store.recordsOf(goldenId)) {
            if (!records.containsKey(stored.rid()) && !erased.contains(stored.key())) {
                remember(stored);
                members.put(stored.rid(), stored);
            }
        }
        for (StoredRecord staged : records.values()) {
            if (goldenId.equals(staged.goldenId())) {
                members.put(staged.rid(), staged);
            }
        }
        return List.copyOf(members.values());
    }

    private void remember(StoredRecord record) {
        byRid.putIfAbsent(record.rid(), record);
        byKey.putIfAbsent(record.key(), Optional.of(record));
    }

    public long nextRid() {
        return sequences.nextRid();
    }

    public long nextMint() {
        return sequences.nextMint();
    }

    public void put(StoredRecord record) {
        replace(byRid, record.rid(), record);
        replace(byKey, record.key(), Optional.of(record));
        replace(records, record.rid(), record);
    }

    /** Removes a record without trace. */
    public void erase(StoredRecord record) {
        replace(byKey, record.key(), Optional.empty());
        drop(byRid, record.rid());
        drop(records, record.rid());
        if (erased.add(record.key())) {
            undo.add(() -> erased.remove(record.key()));
        }
    }

    public @Nullable StoredGolden golden(String id) {
        StoredGolden staged = goldens.get(id);
        if (staged != null) {
            return staged;
        }
        List<StoredGolden> stored = store.goldens(List.of(id));
        return stored.isEmpty() ? null : stored.get(0);
    }

    /** The id that an id stands for now: itself, or where its redirects lead. Null if there is no such id. */
    public @Nullable StoredGolden survivor(String id) {
        StoredGolden golden = golden(id);
        for (int hops = 0; golden != null && golden.redirectTo() != null && hops < 32; hops++) {
            golden = golden(golden.redirectTo());
        }
        return golden;
    }

    /** Golden rows that hang on one of these records as matters stand in this transaction. */
    public List<StoredGolden> goldensAnchoredOn(Collection<Long> rids) {
        var found = new TreeMap<Long, StoredGolden>();
        for (StoredGolden stored : store.goldensAnchoredOn(rids)) {
            if (!goldens.containsKey(stored.id())) {
                found.put(stored.mintSeq(), stored);
            }
        }
        for (StoredGolden staged : goldens.values()) {
            if (rids.contains(staged.anchorRid())) {
                found.put(staged.mintSeq(), staged);
            }
        }
        return List.copyOf(found.values());
    }

    public void put(StoredGolden golden) {
        replace(goldens, golden.id(), golden);
    }

    /** Appends to the change log. */
    public void change(
            StoredGolden golden,
            StoredChange.Type type,
            Set<Attribute> attributes,
            @Nullable String other,
            String cause) {
        append(
                changes,
                new StoredChange(
                        sequences.nextChange(),
                        golden.id(),
                        golden.version(),
                        type,
                        attributes,
                        other,
                        cause,
                        golden.changedAt()));
    }

    /** The delivery that wrote this record of a target, or null. */
    public @Nullable DeliveryState deliveryOf(String target, String externalId) {
        for (DeliveryState staged : deliveries.values()) {
            if (staged.target().equals(target) && staged.externalId().equals(externalId)) {
                return staged;
            }
        }
        DeliveryState stored =
                store.deliveriesByExternalId(target, List.of(externalId)).get(externalId);
        return stored == null || removedDeliveries.contains(key(stored)) ? null : stored;
    }

    /** Deliveries of a target for one profile. */
    public List<DeliveryState> deliveries(String target, String goldenId) {
        var found = new LinkedHashMap<DeliveryKey, DeliveryState>();
        for (DeliveryState stored : store.deliveries(target, List.of(goldenId))) {
            if (!removedDeliveries.contains(key(stored))) {
                found.put(key(stored), stored);
            }
        }
        deliveries.forEach((key, staged) -> {
            if (key.target().equals(target) && key.goldenId().equals(goldenId)) {
                found.put(key, staged);
            }
        });
        return List.copyOf(found.values());
    }

    /** One delivery by its key as matters stand, or null. */
    public @Nullable DeliveryState delivery(DeliveryKey key) {
        return deliveries(key.target(), key.goldenId()).stream()
                .filter(state -> state.externalId().equals(key.externalId()))
                .findFirst()
                .orElse(null);
    }

    public void put(DeliveryState state) {
        replace(deliveries, key(state), state);
        if (removedDeliveries.remove(key(state))) {
            undo.add(() -> removedDeliveries.add(key(state)));
        }
    }

    public void remove(DeliveryState state) {
        drop(deliveries, key(state));
        if (removedDeliveries.add(key(state))) {
            undo.add(() -> removedDeliveries.remove(key(state)));
        }
    }

    public @Nullable Setting setting(Setting.Scope scope, String name) {
        var key = new SettingKey(scope, name);
        if (removedSettings.contains(key)) {
            return null;
        }
        Setting staged = settings.get(key);
        return staged != null ? staged : store.setting(scope, name).orElse(null);
    }

    public void put(Setting setting) {
        replace(settings, new SettingKey(setting.scope(), setting.name()), setting);
    }

    public void put(Interaction interaction) {
        append(interactions, interaction);
    }

    public void put(DeadLetter letter) {
        append(deadLetters, letter);
    }

    public void removeDeadLetter(long id) {
        append(removedDeadLetters, id);
    }

    public void put(StewardDecision decision) {
        append(decisions, decision);
    }

    static DeliveryKey key(DeliveryState state) {
        return new DeliveryKey(state.target(), state.goldenId(), state.externalId());
    }

    private <T> void append(List<T> list, T element) {
        list.add(element);
        undo.add(() -> list.remove(list.size() - 1));
    }

    private <K, V> void replace(Map<K, V> map, K key, V value) {
        boolean present = map.containsKey(key);
        V before = map.put(key, value);
        undo.add(present ? () -> map.put(key, before) : () -> map.remove(key));
    }

    private <K, V> void drop(Map<K, V> map, K key) {
        if (map.containsKey(key)) {
            V before = map.remove(key);
            undo.add(() -> map.put(key, before));
        }
    }

    CommitBatch batch() {
        return new CommitBatch(
                records.values(),
                goldens.values(),
                changes,
                deliveries.values(),
                removedDeliveries,
                settings.values(),
                removedSettings,
                interactions,
                deadLetters,
                removedDeadLetters,
                decisions,
                erased);
    }
}
