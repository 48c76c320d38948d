package dev.karat.camel.connector.write;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import java.util.Set;
import java.util.function.Predicate;
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
 * @param stillRight whether the decision still holds now that the record says this; asked where no token says so and the
 *     record is read for one
 * @param mayBe whether a record of that id, which a look-up found, may be this customer's; a key that two customers share
 *     must not make one of them overwrite the other
 */
public record WriteItem(
        String itemId,
        Operation operation,
        @Nullable String externalId,
        CustomerData data,
        Set<Attribute> give,
        boolean mayCreate,
        @Nullable String token,
        Predicate<JsonNode> stillRight,
        Predicate<String> mayBe) {
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

    /** An item that may be any record that its keys find. */
    public WriteItem(
            String itemId,
            Operation operation,
            @Nullable String externalId,
            CustomerData data,
            Set<Attribute> give,
            boolean mayCreate,
            @Nullable String token) {
        this(itemId, operation, externalId, data, give, mayCreate, token, present -> true, id -> true);
    }

    /** Id and operation only: the rest is personal data. */
    @Override
    public String toString() {
        return "WriteItem[" + itemId + ", " + operation + "]";
    }
}
