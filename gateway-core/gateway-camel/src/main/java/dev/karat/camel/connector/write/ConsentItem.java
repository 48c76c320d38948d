package dev.karat.camel.connector.write;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * Consents that one record of a vendor shall bear.
 *
 * @param itemId names the item in its outcome; opaque
 * @param externalId the vendor's id
 * @param consents blocks with channel, purpose and status, and of grants the time and the evidence
 * @param stillRight whether it is still right to enter them, now that the record says this
 */
public record ConsentItem(
        String itemId, String externalId, List<SortedMap<String, String>> consents, Predicate<JsonNode> stillRight) {
    public ConsentItem {
        consents = List.copyOf(consents);
    }

    /** Id only: the rest is personal data. */
    @Override
    public String toString() {
        return "ConsentItem[" + itemId + "]";
    }
}
