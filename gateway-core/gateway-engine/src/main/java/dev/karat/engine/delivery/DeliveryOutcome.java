package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one item at the target. */
public sealed interface DeliveryOutcome {
    /** The item that it answers. */
    String itemId();

    /**
     * The vendor holds it.
     *
     * @param externalId the vendor's id of the record
     * @param readBack what the vendor shows now, canonical
     * @param token concurrency token of the record now, or null
     * @param created the vendor made a new record for it
     */
    record Applied(
            String itemId,
            String externalId,
            CustomerData readBack,
            @Nullable String token,
            boolean created) implements DeliveryOutcome {}

    /** The vendor refuses it for good. */
    record Rejected(String itemId, ErrorCode code, String message) implements DeliveryOutcome {}

    /** It was surely not written and may succeed later. */
    record Retryable(
            String itemId, ErrorCode code, @Nullable Duration retryAfter) implements DeliveryOutcome {}

    /** Nobody knows whether it was written. */
    record Unknown(String itemId, ErrorCode code) implements DeliveryOutcome {}
}
