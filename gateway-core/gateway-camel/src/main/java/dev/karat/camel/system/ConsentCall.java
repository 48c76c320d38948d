package dev.karat.camel.system;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.camel.connector.write.ConsentItem;
import dev.karat.camel.connector.write.WriteOutcome;
import dev.karat.engine.delivery.DeliveryItem;
import dev.karat.engine.mapping.Mapping;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.Store;
import dev.karat.engine.store.StoredGolden;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Enters consents in one record. What grants is looked at again on both sides just before. Safe for several threads. */
final class ConsentCall {
    private final ConnectedSystem system;
    private final Store store;
    private final Mapping mapping;

    ConsentCall(ConnectedSystem system, Store store, Mapping mapping) {
        this.system = system;
        this.store = store;
        this.mapping = mapping;
    }

    WriteOutcome write(DeliveryItem item) {
        if (item.kind() == DeliveryItem.Kind.OPT_IN && !isStillSaid(item)) {
            return new WriteOutcome.Retryable(item.id(), ErrorCode.VENDOR_STALE, null);
        }
        return system.calls()
                .consent(
                        ConnectedSystems.CUSTOMER,
                        new ConsentItem(
                                item.id(),
                                item.key().externalId(),
                                item.desired().blocks(Attribute.CONSENTS),
                                now -> isStillRight(item, mapping.toCanonical(now, system.context()))));
    }

    private boolean isStillSaid(DeliveryItem item) {
        Optional<StoredGolden> now =
                store.goldens(List.of(item.key().goldenId())).stream().findFirst();
        return now.filter(golden -> consents(golden.profile().data()).equals(consents(item.profile())))
                .isPresent();
    }

    /** A grant needs the record as it was; a refusal only that nobody entered one there meanwhile. */
    private static boolean isStillRight(DeliveryItem item, CustomerData now) {
        boolean same = consents(now).equals(consents(item.current()));
        return same || (item.kind() == DeliveryItem.Kind.OPT_OUT && !refuses(item, now));
    }

    private static boolean refuses(DeliveryItem item, CustomerData now) {
        return consents(item.desired()).stream()
                .anyMatch(wanted -> consents(now).stream()
                        .filter(Consents::isRefusal)
                        .anyMatch(entered -> Consents.isSameSubject(wanted, entered)));
    }

    private static List<SortedMap<String, String>> consents(CustomerData data) {
        return data.blocks(Attribute.CONSENTS).stream()
                .map(block -> Consents.marked(block, false))
                .toList();
    }
}
