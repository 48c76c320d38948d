package dev.karat.camel.connector.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Some rows of a stream, and where it goes on. Rows may come again on a later page; none is left out.
 *
 * @param records rows in the vendor's order; those that do not belong to the stream are left out
 * @param nextCursor opaque; to be stored only after the rows are durable, and handed in for the next page
 * @param endOfStream there is nothing more for now; the cursor is where the next run begins
 */
public record Page(List<JsonNode> records, String nextCursor, boolean endOfStream) {
    public Page {
        records = List.copyOf(records);
    }
}
