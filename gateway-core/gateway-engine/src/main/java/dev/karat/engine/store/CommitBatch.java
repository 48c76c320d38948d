package dev.karat.engine.store;

import dev.karat.api.model.RecordKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Everything that one transaction writes; all of it becomes durable or none. Rows replace those of the same key.
 *
 * @param removedSettings facts that are no longer so
 * @param erasedRecords records to remove without trace, with their contacts, interactions, dead letters, deliveries
 *     and before-images
 * @param removedDeadLetters ids of letters that were replayed or dropped
 * @param answers to requests of other nodes that this batch carries out
 * @param fence leases that the writer must still hold, or nothing becomes durable and WRITER_LOST is thrown
 * @param fenced facts that are left out if the node that reported them has lost its lease
 */
public record CommitBatch(
        Collection<StoredRecord> records,
        Collection<StoredGolden> goldens,
        Collection<StoredChange> changes,
        Collection<DeliveryState> deliveries,
        Collection<DeliveryKey> removedDeliveries,
        Collection<BeforeImage> beforeImages,
        Collection<Setting> settings,
        Collection<SettingKey> removedSettings,
        Collection<Interaction> interactions,
        Collection<DeadLetter> deadLetters,
        Collection<Long> removedDeadLetters,
        Collection<StewardDecision> decisions,
        Collection<RecordKey> erasedRecords,
        Collection<Inbox.Answer> answers,
        Collection<Lease> fence,
        Map<SettingKey, Lease> fenced) {
    /** Names a row of the delivery table. */
    public record DeliveryKey(String target, String goldenId, String externalId) {}

    /** Names a durable fact. */
    public record SettingKey(Setting.Scope scope, String name) {}

    /** A batch of nothing but facts. */
    public static CommitBatch ofSettings(Collection<Setting> settings, Collection<SettingKey> removed) {
        return new CommitBatch(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), settings, removed, List.of(),
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    /** True if something goes without leaving a row. */
    public boolean removes() {
        return !removedDeliveries.isEmpty()
                || !erasedRecords.isEmpty()
                || changes.stream().anyMatch(change -> change.type() == StoredChange.Type.ERASED);
    }

    public boolean isEmpty() {
        return records.isEmpty()
                && goldens.isEmpty()
                && changes.isEmpty()
                && deliveries.isEmpty()
                && removedDeliveries.isEmpty()
                && beforeImages.isEmpty()
                && settings.isEmpty()
                && removedSettings.isEmpty()
                && interactions.isEmpty()
                && deadLetters.isEmpty()
                && removedDeadLetters.isEmpty()
                && decisions.isEmpty()
                && erasedRecords.isEmpty()
                && answers.isEmpty();
    }
}
