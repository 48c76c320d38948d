package dev.karat.camel.connector.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of a stream, for people who want to know whether it can be read. They hold personal data. Immutable.
 *
 * @param records rows as they would be handed over; those that do not belong to the stream are left out
 * @param listed rows of the answer
 * @param total how many there are in all, or null if the vendor does not tell
 * @param at the vendor's time, or ours if it does not tell
 */
public record Sample(
        List<JsonNode> records, int listed, @Nullable Long total, Instant at) {
    public Sample {
        records = List.copyOf(records);
    }
}
