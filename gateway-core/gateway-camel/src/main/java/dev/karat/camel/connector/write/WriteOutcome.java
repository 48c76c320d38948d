package dev.karat.camel.connector.write;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one item. Immutable. */
public sealed interface WriteOutcome
        permits WriteOutcome.Applied, WriteOutcome.Rejected, WriteOutcome.Retryable, WriteOutcome.Unknown {
    /** Name of the item. */
    String itemId();

    /**
     * The vendor holds what was given, or says what it holds instead.
     *
     * @param externalId the vendor's id, which may have changed
     * @param token concurrency token of the version that was written, or null
     * @param readBack the record as the vendor shows it now, or null if it was deleted or does not show it
     * @param created the record is new
     */
    record Applied(
            String itemId,
            String externalId,
            @Nullable String token,
            @Nullable JsonNode readBack,
            boolean created) implements WriteOutcome {
        /** Ids only: the record is personal data. */
        @Override
        public String toString() {
            return "Applied[" + itemId + ", " + externalId + (created ? ", created]" : "]");
        }
    }

    /** The vendor refuses the item as it is; the message holds no personal data. */
    record Rejected(String itemId, ErrorCode code, String message) implements WriteOutcome {}

    /**
     * Nothing was written; it may be tried again.
     *
     * @param retryAfter wait that the vendor asked for, or null
     */
    record Retryable(
            String itemId, ErrorCode code, @Nullable Duration retryAfter) implements WriteOutcome {}

    /** It may have been written or not: look up before writing again. */
    record Unknown(String itemId, ErrorCode code) implements WriteOutcome {}
}
