package dev.karat.server.load;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.ingest.ContentHash;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.CustomerDataJson;

/** A version of a record that came in canonical form, from a file or over the API, and not from its vendor. */
public final class LoadedRecord {
    private static final byte[] NO_PAYLOAD = {};

    private LoadedRecord() {}

    /**
     * The version that is there now; it has no token, and no payload but its data.
     *
     * @param observedAt microseconds since 1970 UTC, rising for the records of a system
     */
    public static IngestItem.Version of(RecordKey key, CustomerData data, long observedAt) {
        return new IngestItem.Version(
                key,
                false,
                false,
                data,
                null,
                null,
                observedAt,
                ContentHash.of(CustomerDataJson.write(data)),
                NO_PAYLOAD);
    }
}
