package dev.karat.engine.ingest;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.store.Interaction;
import org.jspecify.annotations.Nullable;

/** One item of a page, mapped and measured before it reaches the writer. */
public sealed interface IngestItem {
    /**
     * A version of a record.
     *
     * @param token the source's own version, or null
     * @param modifiedAt when the vendor says it was changed, microseconds since 1970 UTC, or null
     * @param observedAt when the bytes were taken, microseconds, strictly rising per system
     * @param hash hash of the content
     * @param raw payload after raw.drop, compressed; empty if it came in canonical form and the data is all of it
     */
    record Version(
            RecordKey key,
            boolean deleted,
            boolean partial,
            CustomerData data,
            @Nullable Long token,
            @Nullable Long modifiedAt,
            long observedAt,
            String hash,
            byte[] raw)
            implements IngestItem {}

    /** Something a customer did. */
    record Event(Interaction interaction) implements IngestItem {}

    /** A record that could not be read; it goes to the dead letters as it came. */
    record Unreadable(
            String system,
            String entity,
            @Nullable String recordId,
            ErrorCode code,
            String message,
            String origin,
            byte[] payload)
            implements IngestItem {}
}
