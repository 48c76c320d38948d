package dev.karat.server.load;

import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.ingest.ContentHash;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.ingest.RawPayload;
import dev.karat.engine.store.CustomerDataJson;
import java.nio.charset.StandardCharsets;

/** A version of a record that came in canonical form, from a file or over the API, and not from its vendor. */
public final class LoadedRecord {
    private LoadedRecord() {}

    /**
     * The version that is there now; it has no token, and its payload is its data.
     *
     * @param observedAt microseconds since 1970 UTC, rising for the records of a system
     */
    public static IngestItem.Version of(RecordKey key, CustomerData data, long observedAt) {
        String json = CustomerDataJson.write(data);
        return new IngestItem.Version(
                key,
                false,
                false,
                data,
                null,
                null,
                observedAt,
                ContentHash.of(json),
                RawPayload.pack(json.getBytes(StandardCharsets.UTF_8)));
    }
}
