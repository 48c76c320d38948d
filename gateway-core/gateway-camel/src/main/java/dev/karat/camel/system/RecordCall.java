package dev.karat.camel.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.camel.connector.spec.BatchSpec;
import dev.karat.camel.connector.spec.WriteSpec;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to a system that can be asked for each, over HTTP or in a database: one by one, or several in a call
 * where the vendor takes them so. Safe for several threads.
 */
public final class RecordCall implements WriteCall {
    /** Fewer records are no reason for a call of their own, even if it could be made at the same time. */
    private static final int BATCH_MIN = 10;

    private final ConnectedSystem system;
    private final Store store;
    private final Mapping mapping;
    private final ConsentCall consents;

    /** Profiles by the record that is or was written for them, as long as the store may not know of it. */
    private final Map<String, String> lately = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > RecordPage.RECORDS_MAX;
        }
    });

    /** @param store knows which record belongs to whom */
    public RecordCall(ConnectedSystem system, Store store) {
        this.system = system;
        this.store = store;
        this.mapping = system.mapping(system.write().stream());
        this.consents = new ConsentCall(system, store, mapping);
    }

    @Override
    public List<Lane> lanes(List<DeliveryItem> items) {
        Set<Attribute> keys =
                system.write().lookup().stream().map(WriteSpec.Lookup::key).collect(Collectors.toSet());
        var lanes = new ArrayList<Lane>();
        var creations = new ArrayList<DeliveryItem>();
        var updates = new ArrayList<DeliveryItem>();
        for (List<DeliveryItem> group : KeyGroups.of(items, keys)) {
            DeliveryItem first = group.get(0);
            boolean creation = first.isCreation();
            if (group.size() == 1 && !first.lookUpFirst() && isTogether(first)) {
                (creation ? creations : updates).add(first);
            } else {
                lanes.add(new Lane(group.stream().map(List::of).toList()));
            }
        }
        lanes.addAll(together(creations, true));
        lanes.addAll(together(updates, false));
        return lanes;
    }

    private boolean isTogether(DeliveryItem item) {
        boolean upserts = item.kind() == DeliveryItem.Kind.CREATE || item.kind() == DeliveryItem.Kind.UPDATE;
        return upserts && system.write().batch(item.isCreation()) != null;
    }

    /** As many calls as may be made at once, each no larger than the vendor takes. */
    private List<Lane> together(List<DeliveryItem> items, boolean creation) {
        BatchSpec batch = system.write().batch(creation);
        int calls = system.connector().spec().limits().concurrency();
        int size = batch == null ? 1 : Math.min(batch.size(), Math.max(BATCH_MIN, (items.size() + calls - 1) / calls));
        var lanes = new ArrayList<Lane>();
        for (int from = 0; from < items.size(); from += size) {
            lanes.add(new Lane(List.of(items.subList(from, Math.min(items.size(), from + size)))));
        }
        return lanes;
    }

    @Override
    public List<DeliveryOutcome> write(List<DeliveryItem> items) {
        DeliveryItem first = items.get(0);
        if (first.kind().isConsent()) {
            // In a lane of its own, so that it is the only one of its call.
            WriteOutcome answered = consents.write(first);
            return List.of(isStale(answered) ? seenAgain(written(first)) : outcome(first, answered));
        }
        // What nobody can be asked for is written again: it says everything that is given, so that twice is as once.
        if (first.lookUpFirst()
                && first.kind() == DeliveryItem.Kind.UPDATE
                && system.write().canBeAsked()) {
            return List.of(seenAgain(written(first)));
        }
        if (first.lookUpFirst()
                && first.isCreation()
                && !system.write().isFoundAgain(first.desired(), system.calls()::looksUpBy)) {
            return List.of(new DeliveryOutcome.Unknown(first.id(), ErrorCode.OUTCOME_UNKNOWN));
        }
        List<WriteItem> writes = items.stream().map(this::written).toList();
        List<WriteOutcome> answered = system.calls()
                .write(ConnectedSystems.CUSTOMER, writes, items.stream().allMatch(DeliveryItem::behind));
        var outcomes = new ArrayList<DeliveryOutcome>(items.size());
        for (int i = 0; i < items.size(); i++) {
            WriteOutcome one = answered.get(i);
            outcomes.add(isStale(one) ? seenAgain(writes.get(i)) : outcome(items.get(i), one));
        }
        return outcomes;
    }

    private WriteItem written(DeliveryItem item) {
        return new WriteItem(
                item.id(),
                operation(item.kind()),
                item.isCreation() ? null : item.key().externalId(),
                item.profile().with(item.desired()),
                item.give(),
                item.isCreation(),
                item.token(),
                present -> isStillRight(item, present),
                id -> mayBe(item, id),
                item.key().goldenId());
    }

    /** True if the record holds, of what is written, what it held when that was decided. */
    private boolean isStillRight(DeliveryItem item, JsonNode present) {
        CustomerData holds = mapping.toCanonical(present, system.context());
        return holds.only(item.give()::contains).equals(item.current().only(item.give()::contains));
    }

    private static WriteItem.Operation operation(DeliveryItem.Kind kind) {
        return switch (kind) {
            case CREATE, UPDATE, OPT_OUT, OPT_IN -> WriteItem.Operation.UPSERT;
            case DEACTIVATE -> WriteItem.Operation.DEACTIVATE;
            case DELETE -> WriteItem.Operation.DELETE;
        };
    }

    /** A record that belongs to another profile is another customer's, whatever key it shares; else it is claimed. */
    private boolean mayBe(DeliveryItem item, String externalId) {
        String mine = item.key().goldenId();
        String owner = owner(externalId);
        String before = owner == null ? lately.putIfAbsent(externalId, mine) : owner;
        return before == null || before.equals(mine);
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

    private boolean isStale(WriteOutcome answered) {
        return system.write().canBeAsked()
                && answered instanceof WriteOutcome.Retryable retryable
                && retryable.code() == ErrorCode.VENDOR_STALE;
    }

    /**
     * The record as it is now, which decides what is left to do: somebody may have changed it since, or the write of
     * which nobody heard was carried out.
     */
    private DeliveryOutcome seenAgain(WriteItem item) {
        try {
            long askedAt = system.observations().next();
            Found now = system.calls()
                    .lookup(ConnectedSystems.CUSTOMER, item)
                    .filter(found -> !found.deleted())
                    .orElse(null);
            if (now == null) {
                return new DeliveryOutcome.Rejected(
                        item.itemId(), ErrorCode.VENDOR_NOT_FOUND, "The record is gone at the vendor");
            }
            var seen = new RecordPage(system.name(), system.write().stream(), List.of(now.record()), "stale write")
                    .asked(askedAt);
            return new DeliveryOutcome.Stale(item.itemId(), seen, now.token());
        } catch (GatewayException unreadable) {
            return new DeliveryOutcome.Retryable(item.itemId(), ErrorCode.VENDOR_STALE, null);
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
