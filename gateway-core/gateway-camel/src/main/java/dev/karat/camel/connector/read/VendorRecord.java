package dev.karat.camel.connector.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.model.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of a vendor, with what the declaration tells about it. Immutable by convention.
 *
 * @param id the vendor's id, verbatim; null if the row has none, or one that is too long
 * @param token the vendor's own version: a number, or an instant in microseconds; {@link Stamp#NO_TOKEN} if none
 * @param modifiedAt when the vendor says it was changed, or null
 * @param deleted the vendor deleted it
 * @param payload the row as it was received
 */
public record VendorRecord(
        @Nullable String id, long token, @Nullable Instant modifiedAt, boolean deleted, JsonNode payload) {
    /** Id and state only: the payload is personal data. */
    @Override
    public String toString() {
        return "VendorRecord[" + id + (deleted ? ", deleted" : "") + "]";
    }
}
