package dev.karat.testkit.store;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.CommitBatch;
import dev.karat.engine.store.DeadLetter;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Inbox;
import dev.karat.engine.store.Interaction;
import dev.karat.engine.store.Lease;
import dev.karat.engine.store.Setting;
import dev.karat.engine.store.StewardDecision;
import dev.karat.engine.store.StoredChange;
import dev.karat.engine.store.StoredGolden;
import dev.karat.engine.store.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the rows of one commit; not safe for use by several threads. */
public final class Batch {
    private final List<StoredRecord> records = new ArrayList<>();
    private final List<StoredGolden> goldens = new ArrayList<>();
    private final List<StoredChange> changes = new ArrayList<>();
    private final List<DeliveryState> deliveries = new ArrayList<>();
    private final List<CommitBatch.DeliveryKey> removedDeliveries = new ArrayList<>();
    private final List<BeforeImage> beforeImages = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();
    private final List<CommitBatch.SettingKey> removedSettings = new ArrayList<>();
    private final List<Interaction> interactions = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<Long> removedDeadLetters = new ArrayList<>();
    private final List<StewardDecision> decisions = new ArrayList<>();
    private final List<RecordKey> erased = new ArrayList<>();
    private final List<Inbox.Answer> answers = new ArrayList<>();
    private final List<Lease> fence = new ArrayList<>();
    private final Map<CommitBatch.SettingKey, Lease> fenced = new HashMap<>();

    public static Batch of(StoredRecord... rows) {
        return new Batch().records(rows);
    }

    public Batch records(StoredRecord... rows) {
        records.addAll(List.of(rows));
        return this;
    }

    public Batch goldens(StoredGolden... rows) {
        goldens.addAll(List.of(rows));
        return this;
    }

    public Batch changes(StoredChange... rows) {
        changes.addAll(List.of(rows));
        return this;
    }

    public Batch deliveries(DeliveryState... rows) {
        deliveries.addAll(List.of(rows));
        return this;
    }

    public Batch withoutDelivery(String target, String goldenId, String externalId) {
        removedDeliveries.add(new CommitBatch.DeliveryKey(target, goldenId, externalId));
        return this;
    }

    public Batch beforeImages(BeforeImage... rows) {
        beforeImages.addAll(List.of(rows));
        return this;
    }

    public Batch settings(Setting... rows) {
        settings.addAll(List.of(rows));
        return this;
    }

    public Batch withoutSetting(Setting.Scope scope, String name) {
        removedSettings.add(new CommitBatch.SettingKey(scope, name));
        return this;
    }

    public Batch interactions(Interaction... rows) {
        interactions.addAll(List.of(rows));
        return this;
    }

    public Batch deadLetters(DeadLetter... rows) {
        deadLetters.addAll(List.of(rows));
        return this;
    }

    public Batch withoutDeadLetter(long id) {
        removedDeadLetters.add(id);
        return this;
    }

    public Batch decisions(StewardDecision... rows) {
        decisions.addAll(List.of(rows));
        return this;
    }

    public Batch erase(RecordKey... keys) {
        erased.addAll(List.of(keys));
        return this;
    }

    public Batch answers(Inbox.Answer... rows) {
        answers.addAll(List.of(rows));
        return this;
    }

    public Batch fence(Lease... leases) {
        fence.addAll(List.of(leases));
        return this;
    }

    public Batch fenced(Setting setting, Lease lease) {
        fenced.put(new CommitBatch.SettingKey(setting.scope(), setting.name()), lease);
        return settings(setting);
    }

    /** The rows collected so far, as the store takes them. */
    public CommitBatch build() {
        return new CommitBatch(
                records,
                goldens,
                changes,
                deliveries,
                removedDeliveries,
                beforeImages,
                settings,
                removedSettings,
                interactions,
                deadLetters,
                removedDeadLetters,
                decisions,
                erased,
                answers,
                fence,
                fenced);
    }
}
