package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.write.Found;
import dev.karat.camel.connector.write.WriteItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.delivery.DeliveryOutcome;
import dev.karat.engine.ingest.RecordPage;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes one record over HTTP. Used by one thread at a time. */
public final class RestCall implements WriteCall {
    private final ConnectedSystem system;
    private final Store store;
    private final Mapping mapping;
    private final ConsentCall consents;

    /** Profiles by the record that was written for them, as long as the store may not know of it. */
    private final Map<String, String> lately = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > RecordPage.RECORDS_MAX;
        }
    };

    /** @param store knows which record belongs to whom */
    public RestCall(ConnectedSystem system, Store store) {
        this.system = system;
        this.store = store;
        this.mapping = system.mapping(system.write().stream());
        this.consents = new ConsentCall(system, store, mapping);
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
                operation(item.kind()),
                item.isCreation() ? null : item.key().externalId(),
                item.profile().with(item.desired()),
                item.give(),
                item.isCreation(),
                item.token(),
                id -> mayBe(item, id));
        WriteOutcome answered =
                item.kind().isConsent() ? consents.write(item) : system.calls().write(ConnectedSystems.CUSTOMER, write);
        return isStale(answered) ? seenAgain(write, answered) : outcome(item, answered);
    }

    private static WriteItem.Operation operation(DeliveryItem.Kind kind) {
        return switch (kind) {
            case CREATE, UPDATE, OPT_OUT, OPT_IN -> WriteItem.Operation.UPSERT;
            case DEACTIVATE -> WriteItem.Operation.DEACTIVATE;
            case DELETE -> WriteItem.Operation.DELETE;
        };
    }

    /** A record that belongs to another profile is another customer's, whatever key it shares. */
    private boolean mayBe(DeliveryItem item, String externalId) {
        String owner = owner(externalId);
        return owner == null || owner.equals(item.key().goldenId());
    }

    /** The profile of a record that was read, that was written for it, or that was written just now. */
    private @Nullable String owner(String externalId) {
        String read = store.record(new RecordKey(system.name(), ConnectedSystems.CUSTOMER, externalId))
                .map(StoredRecord::goldenId)
                .orElse(null);
        if (read != null) {
            return read;
        }
        DeliveryState slot =
                store.deliveriesByExternalId(system.name(), List.of(externalId)).get(externalId);
        return slot != null ? slot.goldenId() : lately.get(externalId);
    }

    private static boolean isStale(WriteOutcome answered) {
        return answered instanceof WriteOutcome.Retryable retryable && retryable.code() == ErrorCode.VENDOR_STALE;
    }

    /** The record as it is now; if it cannot be read, the write is tried again with the old token, and refused again. */
    private DeliveryOutcome seenAgain(WriteItem item, WriteOutcome answered) {
        var later = new DeliveryOutcome.Retryable(answered.itemId(), ErrorCode.VENDOR_STALE, null);
        try {
            Found now = system.calls()
                    .lookup(ConnectedSystems.CUSTOMER, item)
                    .filter(found -> !found.deleted())
                    .orElse(null);
            if (now == null) {
                return later;
            }
            var seen = new RecordPage(system.name(), system.write().stream(), List.of(now.record()), "stale write");
            return new DeliveryOutcome.Stale(answered.itemId(), seen, now.token());
        } catch (GatewayException unreadable) {
            return later;
        }
    }

    private DeliveryOutcome outcome(DeliveryItem item, WriteOutcome answered) {
        if (answered instanceof WriteOutcome.Applied applied) {
            lately.put(applied.externalId(), item.key().goldenId());
            CustomerData shown = applied.readBack() == null && item.kind().isWithdrawal()
                    ? CustomerData.empty()
                    : applied.readBack() == null
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
