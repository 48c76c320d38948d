package dev.karat.engine.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.GatewayException;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.mapping.SourceMapping;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A mapping that took the place of others, by which records of the store were read. Which of them read a record is told
 * by the hash of its version. Immutable.
 *
 * @param former the mappings that the stored records may have been read by, the oldest first; not empty
 */
public record MappingChange(SourceMapping now, List<SourceMapping> former) {
    public MappingChange {
        former = List.copyOf(former);
    }

    /**
     * One vendor's record, read by the mapping that it was read by and by that of now.
     *
     * @param said what it said
     * @param says what it says
     * @param hash of what it says
     * @param by the mapping that read it
     */
    record Reread(CustomerData said, CustomerData says, String hash, SourceMapping by, SourceMapping now) {
        /**
         * How the mapping of now reads what the former one read so, by the way back through the vendor's form. What has no
         * place there stays as it is.
         */
        CustomerData shown(CustomerData read) {
            if (read.isEmpty()) {
                return read;
            }
            JsonNode form = by.written(read);
            CustomerData again = tried(by, form);
            return read.only(attribute -> !Objects.equals(again.get(attribute), read.get(attribute)))
                    .with(tried(now, form));
        }
    }

    /**
     * Reads a record anew; empty if the mapping of now read it. Throws MAPPING_FAILED if that cannot.
     *
     * @param payload as it was kept
     * @param hash of the version that was read from it
     */
    Optional<Reread> reread(JsonNode payload, String hash) {
        CustomerData says = now.read(payload);
        String next = ContentHash.of(says);
        if (next.equals(hash)) {
            return Optional.empty();
        }
        // What raw.drop cut off, or a newer converter reads otherwise, tells nothing of the mapping.
        SourceMapping by = former.stream()
                .filter(one -> ContentHash.of(tried(one, payload)).equals(hash))
                .findFirst()
                .orElse(former.get(0));
        return Optional.of(new Reread(tried(by, payload), says, next, by, now));
    }

    private static CustomerData tried(SourceMapping mapping, JsonNode payload) {
        try {
            return mapping.read(payload);
        } catch (GatewayException unreadable) {
            return CustomerData.empty();
        }
    }
}
