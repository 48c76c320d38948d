package dev.karat.engine.commit;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.CommitBatch.DeliveryKey;
import dev.karat.engine.store.CommitBatch.SettingKey;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Inbox;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction reads and is going to write: reads see what was put before, and each row is read from the store
 * at most once. Every change can be taken back to a mark, so that a failing record leaves nothing behind while its
 * neighbours go on. Used by the writer thread only; once it is handed over to be committed nobody changes it.
 */
public final class UnitOfWork {
    private final Store store;
    private final Runnable durableBefore;
    private final Sequences sequences;
    private final Undo undo = new Undo();
    private final long storedMintMax;
    private final RecordWork records;
    private final GoldenWork goldens;
    private final DeliveryWork deliveries;
    private final ImageWork images;
    private final List<StoredChange> changes = new ArrayList<>();
    private final Map<SettingKey, Setting> settings = new LinkedHashMap<>();
    private final Set<SettingKey> removedSettings = new LinkedHashSet<>();
    private final List<Interaction> interactions = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<Long> removedDeadLetters = new ArrayList<>();
    private final List<StewardDecision> decisions = new ArrayList<>();
    private final List<Inbox.Answer> answers = new ArrayList<>();
    private final Map<SettingKey, Lease> fenced = new LinkedHashMap<>();

    UnitOfWork(Store store, Sequences sequences) {
        this(store, sequences, () -> {});
    }

    private UnitOfWork(Store store, Sequences sequences, Runnable durableBefore) {
        this.store = store;
        this.durableBefore = durableBefore;
        this.sequences = sequences;
        this.storedMintMax = sequences.lastMint();
        this.records = new RecordWork(store, undo);
        this.goldens = new GoldenWork(store, undo, sequences.lastRid());
        this.deliveries = new DeliveryWork(store, undo);
        this.images = new ImageWork(this::store, undo);
    }

    /**
     * The transaction that follows this one, made while this one becomes durable: what is put here is seen there.
     *
     * @param durable waits until this one is durable; throws what befell it
     */
    UnitOfWork next(Runnable durable) {
        var next = new UnitOfWork(store, sequences, durable);
        next.records.inherit(records);
        next.goldens.inherit(goldens);
        next.deliveries.inherit(deliveries);
        return next;
    }

    /** A transaction that only shows what would be written; nobody can commit it. */
    public static UnitOfWork uncommitted(Store store) {
        return uncommitted(store, store.counts());
    }

    /** The same where the totals are known: counting reads an index from end to end. */
    public static UnitOfWork uncommitted(Store store, Store.Counts counts) {
        return new UnitOfWork(store, new Sequences(counts));
    }

    /** Takes everything back that was changed outside, such as in the index in memory. */
    public void takeBack() {
        undo.to(0);
    }

    /** The store with all that was put in the transactions before; what is put in this one is not there yet. */
    public Store store() {
        awaitBefore();
        return store;
    }

    /** Waits until what was put in the transactions before is durable; throws what befell it. */
    public void awaitBefore() {
        durableBefore.run();
    }

    int mark() {
        return undo.mark();
    }

    void rollbackTo(int mark) {
        undo.to(mark);
    }

    /** Takes a step whole or not at all: if it fails, what it changed is taken back before the failure goes on. */
    public <T> T whole(Supplier<T> step) {
        int mark = undo.mark();
        try {
            return step.get();
        } catch (RuntimeException | StackOverflowError failed) {
            undo.to(mark);
            throw failed;
        }
    }

    /** Takes a step to see what comes of it, and takes back all that it changed. */
    public <T> T rehearsed(Supplier<T> step) {
        int mark = undo.mark();
        try {
            return step.get();
        } finally {
            undo.to(mark);
        }
    }

    /** Registers how something outside, such as the index in memory, is taken back. */
    public void onRollback(Runnable action) {
        undo.add(action);
    }

    /** Reads the records of a page at once. */
    public void prefetch(Collection<RecordKey> keys) {
        records.prefetch(keys);
    }

    /**
     * Reads at once what a change of these records looks at: their profiles, all records in those, and what hangs on
     * them. Returns these records.
     */
    public List<StoredRecord> prefetchAround(Collection<Long> rids) {
        List<String> goldenIds = prefetchOfSameProfiles(rids);
        var around = new LinkedHashSet<>(rids);
        goldenIds.forEach(id -> records.of(id).forEach(member -> around.add(member.rid())));
        // Most profiles hang on one of their records.
        goldens.prefetchOn(around);
        goldens.prefetch(goldenIds);
        return records.byRid(around);
    }

    /** Reads at once these records and all that are in a profile with one of them; returns the ids of those profiles. */
    public List<String> prefetchOfSameProfiles(Collection<Long> rids) {
        records.prefetchAround(rids);
        List<String> goldenIds = records.byRid(rids).stream()
                .map(StoredRecord::goldenId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        records.prefetchOf(goldenIds);
        return goldenIds;
    }

    /** Reads at once what planning the writing of these profiles to a target looks at. */
    public void prefetchForTarget(String target, Collection<String> goldenIds) {
        goldens.prefetch(goldenIds);
        records.prefetchOf(goldenIds);
        deliveries.prefetchOf(target, goldenIds);
    }

    /** Reads at once which deliveries wrote these records of a target. */
    public void prefetchDeliveries(String target, Collection<String> externalIds) {
        deliveries.prefetch(target, externalIds);
    }

    /** Reads at once the deliveries of a target for these profiles. */
    public void prefetchDeliveriesOf(String target, Collection<String> goldenIds) {
        deliveries.prefetchOf(target, goldenIds);
    }

    public @Nullable StoredRecord record(RecordKey key) {
        return records.byKey(key);
    }

    /** Records by number, in rising order; missing ones are left out. */
    public List<StoredRecord> records(Collection<Long> rids) {
        return records.byRid(rids);
    }

    /** Records of a profile as matters stand in this transaction, in rising order of number. */
    public List<StoredRecord> recordsOf(String goldenId) {
        return records.of(goldenId);
    }

    public long nextRid() {
        return sequences.nextRid();
    }

    public long nextMint() {
        return sequences.nextMint();
    }

    public void put(StoredRecord record) {
        records.put(record);
    }

    /** Removes a record without trace. */
    public void erase(StoredRecord record) {
        records.erase(record);
    }

    public @Nullable StoredGolden golden(String id) {
        return goldens.get(id);
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
        return goldens.on(rids);
    }

    public void put(StoredGolden golden) {
        goldens.put(golden);
        if (golden.mintSeq() > storedMintMax) {
            records.isNew(golden.id());
        }
    }

    /**
     * Appends to the change log.
     *
     * @param at when it happened; a profile keeps its time if nobody sees the change
     */
    public void change(
            StoredGolden golden,
            StoredChange.Type type,
            Set<Attribute> attributes,
            @Nullable String other,
            String cause,
            long at) {
        boolean silent = type == StoredChange.Type.UPDATED && attributes.isEmpty();
        undo.append(
                changes,
                new StoredChange(
                        sequences.nextChange(),
                        golden.id(),
                        golden.version(),
                        type,
                        attributes,
                        other,
                        cause,
                        at,
                        silent ? records.onlySystem(golden.id()) : null));
    }

    /** Greatest place in the change log that was given out. */
    public long lastChange() {
        return sequences.lastChange();
    }

    /** The delivery that wrote this record of a target, or null. */
    public @Nullable DeliveryState deliveryOf(String target, String externalId) {
        return deliveries.behind(target, externalId);
    }

    /** Deliveries of a target for one profile. */
    public List<DeliveryState> deliveries(String target, String goldenId) {
        return deliveries.of(target, goldenId);
    }

    /** One delivery by its key as matters stand, or null. */
    public @Nullable DeliveryState delivery(DeliveryKey key) {
        return deliveries(key.target(), key.goldenId()).stream()
                .filter(state -> state.externalId().equals(key.externalId()))
                .findFirst()
                .orElse(null);
    }

    /** Of deliveries that {@link #store} told of those that this transaction has not changed: the others are outdated. */
    public List<DeliveryState> unchanged(Collection<DeliveryState> stored) {
        return stored.stream().filter(deliveries::isUnchanged).toList();
    }

    public void put(DeliveryState state) {
        deliveries.put(state);
    }

    public void remove(DeliveryState state) {
        deliveries.remove(state);
    }

    public void put(BeforeImage image) {
        images.put(image);
    }

    /** What was reverted of a record of a target, the latest run first. */
    public List<BeforeImage> reverted(String target, String externalId) {
        return images.reverted(target, externalId);
    }

    public @Nullable Setting setting(Setting.Scope scope, String name) {
        var key = new SettingKey(scope, name);
        if (removedSettings.contains(key)) {
            return null;
        }
        Setting staged = settings.get(key);
        return staged != null ? staged : store().setting(scope, name).orElse(null);
    }

    public void put(Setting setting) {
        undo.replace(settings, new SettingKey(setting.scope(), setting.name()), setting);
    }

    public void put(Interaction interaction) {
        undo.append(interactions, interaction);
    }

    public void put(DeadLetter letter) {
        undo.append(deadLetters, letter);
    }

    public void removeDeadLetter(long id) {
        undo.append(removedDeadLetters, id);
    }

    public void put(StewardDecision decision) {
        undo.append(decisions, decision);
    }

    /** A fact that counts only if the node that reports it still holds its lease when it becomes durable. */
    public void put(Setting setting, Lease lease) {
        put(setting);
        if (!lease.equals(Lease.ALONE)) {
            undo.replace(fenced, new SettingKey(setting.scope(), setting.name()), lease);
        }
    }

    /** The answer to a request of another node. */
    public void put(Inbox.Answer answer) {
        undo.append(answers, answer);
    }

    /**
     * What would be committed as matters stand.
     *
     * @param fence leases that the writer must still hold
     */
    public CommitBatch batch(Collection<Lease> fence) {
        return new CommitBatch(
                records.staged(),
                goldens.staged(),
                changes,
                deliveries.staged(),
                deliveries.removed(),
                images.staged(),
                settings.values(),
                removedSettings,
                interactions,
                deadLetters,
                removedDeadLetters,
                decisions,
                records.erased(),
                answers,
                fence,
                fenced);
    }
}
