package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.ingest.RecordPage;
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

    /**
     * Nothing was sent for it: the target is closed or known to be down, the vendor's limit is used up, or its time was
     * over. It does not count as a try.
     *
     * @param retryAfter until it makes sense to take it again, or null for whenever the target is open
     */
    record Postponed(
            String itemId, ErrorCode code, @Nullable Duration retryAfter) implements DeliveryOutcome {}

    /**
     * It was not written, since the record changed at the vendor after it was read. What it holds now was read again and
     * has to be taken before the next try, or that would overwrite what somebody entered meanwhile.
     *
     * @param seen the record as the vendor shows it now
     * @param token concurrency token of what was seen, or null
     */
    record Stale(String itemId, RecordPage seen, @Nullable String token) implements DeliveryOutcome {}

    /** Nobody knows whether it was written. */
    record Unknown(String itemId, ErrorCode code) implements DeliveryOutcome {}
}
