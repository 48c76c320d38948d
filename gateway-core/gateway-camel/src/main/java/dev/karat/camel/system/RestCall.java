package dev.karat.camel.system;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.util.List;
import java.util.Objects;

/** Writes one record over HTTP. */
public final class RestCall implements WriteCall {
    private final ConnectedSystem system;
    private final Store store;
    private final Mapping mapping;

    public RestCall(ConnectedSystem system, Store store) {
        this.system = system;
        this.store = store;
        this.mapping = system.mapping(system.write().stream());
    }

    @Override
    public int itemsMax() {
        return 1;
    }

    @Override
    public List<DeliveryOutcome> write(List<DeliveryItem> items) {
        return items.stream().map(this::write).toList();
    }

    private DeliveryOutcome write(DeliveryItem item) {
        var write = new WriteItem(
                item.id(),
                WriteItem.Operation.UPSERT,
                item.isCreation() ? null : item.key().externalId(),
                item.profile().with(item.desired()),
                item.give(),
                item.isCreation(),
                item.token(),
                id -> mayBe(item, id));
        return outcome(item, system.calls().write(ConnectedSystems.CUSTOMER, write));
    }

    /** A record that was read and belongs to another profile is another customer's, whatever key it shares. */
    private boolean mayBe(DeliveryItem item, String externalId) {
        return store.record(new RecordKey(system.name(), ConnectedSystems.CUSTOMER, externalId))
                .map(StoredRecord::goldenId)
                .map(owner -> owner.equals(item.key().goldenId()))
                .orElse(true);
    }

    private DeliveryOutcome outcome(DeliveryItem item, WriteOutcome answered) {
        if (answered instanceof WriteOutcome.Applied applied) {
            CustomerData shown = applied.readBack() == null
                    ? mapping.representable(item.desired(), item.give(), item.isCreation())
                    : mapping.toCanonical(Objects.requireNonNull(applied.readBack()), system.context());
            return new DeliveryOutcome.Applied(
                    item.id(), applied.externalId(), shown, applied.token(), applied.created());
        }
        if (answered instanceof WriteOutcome.Rejected rejected) {
            return new DeliveryOutcome.Rejected(item.id(), rejected.code(), rejected.message());
        }
        if (answered instanceof WriteOutcome.Retryable retryable) {
            return new DeliveryOutcome.Retryable(item.id(), retryable.code(), retryable.retryAfter());
        }
        return new DeliveryOutcome.Unknown(item.id(), ((WriteOutcome.Unknown) answered).code());
    }
}
