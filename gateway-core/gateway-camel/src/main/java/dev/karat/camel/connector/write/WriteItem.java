package dev.karat.camel.connector.write;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one record of a vendor shall hold.
 *
 * @param itemId names the item in its outcome; opaque
 * @param operation what to do
 * @param externalId the vendor's id, or null while it has to be found or created
 * @param data the customer as it shall be; also the keys by which the record is looked up
 * @param give attributes that are written; no other is
 * @param mayCreate a record that is not found may be created
 * @param token concurrency token of the version that the decision is based on, or null for whatever is there
 */
public record WriteItem(
        String itemId,
        Operation operation,
        @Nullable String externalId,
        CustomerData data,
        Set<Attribute> give,
        boolean mayCreate,
        @Nullable String token) {
    /** What can be done to a record. */
    public enum Operation {
        /** Change it, or create it if allowed. */
        UPSERT,
        DEACTIVATE,
        DELETE
    }

    public WriteItem {
        give = Set.copyOf(give);
    }

    /** Id and operation only: the rest is personal data. */
    @Override
    public String toString() {
        return "WriteItem[" + itemId + ", " + operation + "]";
    }
}
