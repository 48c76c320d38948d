package dev.karat.engine.ingest;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.StoredRecord;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells the consents that a record says by itself from those that it only repeats of Karat's writing, one by one. A
 * vendor puts a time and a source of its own to a status that it was given, so that neither counts: the echo of a grant
 * would otherwise be the latest act of the customer. In doubt a grant is an echo, and a refusal is not.
 */
public final class ConsentEchoes {
    private ConsentEchoes() {}

    /**
     * A record that was read, with its consents marked.
     *
     * @param previous the version before, or null: what did not change stays whose it was
     * @param delivery what Karat wrote into this record, or null if it never did
     */
    public static CustomerData read(
            CustomerData data, @Nullable StoredRecord previous, @Nullable DeliveryState delivery) {
        if (delivery == null) {
            return data;
        }
        CustomerData before = previous == null || previous.deleted() ? CustomerData.empty() : previous.data();
        // While a first try is under way, somebody else may enter the same.
        return marked(data, before, delivery, delivery.attempts() > 0);
    }

    /**
     * A record as it was answered after consents were entered, with its consents marked.
     *
     * @param before what it held when that was decided
     * @param intent what was written
     */
    public static CustomerData answered(CustomerData data, CustomerData before, DeliveryState intent) {
        return marked(data, before, intent, true);
    }

    private static CustomerData marked(
            CustomerData data, CustomerData before, DeliveryState delivery, boolean refusalsEntered) {
        List<SortedMap<String, String>> blocks = data.blocks(Attribute.CONSENTS);
        return blocks.isEmpty()
                ? data
                : Consents.in(
                        data,
                        blocks.stream()
                                .map(block -> Consents.marked(
                                        block,
                                        isOurs(block, before.blocks(Attribute.CONSENTS), delivery, refusalsEntered)))
                                .toList());
    }

    private static boolean isOurs(
            SortedMap<String, String> block,
            List<SortedMap<String, String>> before,
            DeliveryState delivery,
            boolean refusalsEntered) {
        SortedMap<String, String> bare = Consents.marked(block, false);
        for (SortedMap<String, String> old : before) {
            if (Consents.marked(old, false).equals(bare)) {
                return Consents.isOurs(old);
            }
        }
        List<SortedMap<String, String>> refused =
                about(bare, before).stream().filter(Consents::isRefusal).toList();
        if (Consents.isRefusal(bare) && !refused.isEmpty()) {
            // Who refuses again says it himself; a record whose address changed took its refusal along.
            return refused.stream().allMatch(old -> Consents.isOurs(old) && isSameButAddress(old, bare));
        }
        CustomerData readBack = delivery.readBack();
        boolean filledIn = delivery.created()
                && readBack != null
                && readBack.blocks(Attribute.CONSENTS).contains(bare);
        CustomerData written = delivery.written();
        return filledIn
                || (written != null
                        && about(bare, written.blocks(Attribute.CONSENTS)).stream()
                                .anyMatch(ours -> isWritten(ours, bare, refusalsEntered)));
    }

    /** Of refusals only those count of which nobody knows yet what came of them. */
    private static boolean isWritten(
            SortedMap<String, String> ours, SortedMap<String, String> block, boolean refusalsEntered) {
        return Consents.isRefusal(block)
                ? refusalsEntered && Consents.isRefusal(ours) && !Consents.isOurs(ours)
                : Consents.isGrant(block) && Consents.isGrant(ours);
    }

    private static boolean isSameButAddress(SortedMap<String, String> old, SortedMap<String, String> now) {
        return Stream.of("status", "at", "evidence").allMatch(component -> isSame(old, now, component));
    }

    private static List<SortedMap<String, String>> about(
            SortedMap<String, String> block, List<SortedMap<String, String>> all) {
        return all.stream().filter(one -> Consents.isSameSubject(one, block)).toList();
    }

    private static boolean isSame(SortedMap<String, String> one, SortedMap<String, String> other, String component) {
        return one.getOrDefault(component, "").equals(other.getOrDefault(component, ""));
    }
}
