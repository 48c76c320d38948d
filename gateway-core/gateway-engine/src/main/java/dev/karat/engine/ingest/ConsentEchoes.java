package dev.karat.engine.ingest;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.StoredRecord;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the consents that a record says by itself from those that it only repeats of Karat's writing, one by one. A
 * vendor puts a time and a source of its own to a status that it was given, so that neither is compared: the echo of a
 * grant would otherwise be the latest act of the customer.
 */
public final class ConsentEchoes {
    private ConsentEchoes() {}

    /**
     * The data with its consents marked.
     *
     * @param previous the version before, or null: what did not change stays whose it was
     * @param delivery what Karat wrote into this record, or null if it never did
     */
    public static CustomerData marked(
            CustomerData data, @Nullable StoredRecord previous, @Nullable DeliveryState delivery) {
        List<SortedMap<String, String>> blocks = data.blocks(Attribute.CONSENTS);
        if (blocks.isEmpty() || delivery == null) {
            return data;
        }
        List<SortedMap<String, String>> before = previous == null || previous.deleted()
                ? List.of()
                : previous.data().blocks(Attribute.CONSENTS);
        return Consents.in(
                data,
                blocks.stream()
                        .map(block -> Consents.marked(block, isOurs(block, before, delivery)))
                        .toList());
    }

    private static boolean isOurs(
            SortedMap<String, String> block, List<SortedMap<String, String>> before, DeliveryState delivery) {
        SortedMap<String, String> bare = Consents.marked(block, false);
        for (SortedMap<String, String> old : before) {
            if (Consents.marked(old, false).equals(bare)) {
                return Consents.isOurs(old);
            }
        }
        CustomerData readBack = delivery.readBack();
        boolean filledIn = delivery.created()
                && readBack != null
                && readBack.blocks(Attribute.CONSENTS).contains(bare);
        return filledIn || isWritten(bare, delivery);
    }

    private static boolean isWritten(SortedMap<String, String> block, DeliveryState delivery) {
        CustomerData written = delivery.written();
        return written != null
                && written.blocks(Attribute.CONSENTS).stream()
                        .anyMatch(ours -> isSame(ours, block, "channel")
                                && isSame(ours, block, "purpose")
                                && Consents.isRefusal(ours) == Consents.isRefusal(block)
                                && Consents.isGrant(ours) == Consents.isGrant(block));
    }

    private static boolean isSame(SortedMap<String, String> one, SortedMap<String, String> other, String component) {
        return one.getOrDefault(component, "").equals(other.getOrDefault(component, ""));
    }
}
