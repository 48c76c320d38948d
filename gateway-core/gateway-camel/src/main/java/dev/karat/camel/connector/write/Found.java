package dev.karat.camel.connector.write;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A record that a look-up found.
 *
 * @param externalId the vendor's id
 * @param token concurrency token, or null
 * @param record the record as the vendor shows it
 * @param deleted the vendor deleted it
 */
public record Found(String externalId, @Nullable String token, JsonNode record, boolean deleted) {
    /** Id only: the record is personal data. */
    @Override
    public String toString() {
        return "Found[" + externalId + "]";
    }
}
