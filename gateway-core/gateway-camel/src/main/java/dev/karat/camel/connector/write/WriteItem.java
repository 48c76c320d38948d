package dev.karat.camel.connector.write;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import java.util.HashMap;
import java.util.Map;
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
 * @param goldenId id of the customer's profile, by which some vendors create a record only once; null if it has none
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
        Predicate<String> mayBe,
        @Nullable String goldenId) {
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
        this(itemId, operation, externalId, data, give, mayCreate, token, present -> true, id -> true, null);
    }

    /** The same for the profile of that id. */
    public WriteItem of(String profile) {
        return new WriteItem(itemId, operation, externalId, data, give, mayCreate, token, stillRight, mayBe, profile);
    }

    /** What the item gives to the calls that write it, by name. */
    Map<String, String> values() {
        var values = new HashMap<String, String>();
        if (externalId != null) {
            values.put("externalId", externalId);
        }
        if (goldenId != null) {
            values.put("goldenId", goldenId);
        }
        return values;
    }

    /** Id and operation only: the rest is personal data. */
    @Override
    public String toString() {
        return "WriteItem[" + itemId + ", " + operation + "]";
    }
}
