package dev.karat.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is done to a vendor's record before it is mapped, and to what was mapped before it is written. The same record
 * always gives the same answer. Safe for use by several threads.
 */
public interface RecordStep {
    /** Leaves records as they are. */
    RecordStep NONE = new RecordStep() {
        @Override
        public JsonNode read(JsonNode record) {
            return record;
        }

        @Override
        public ObjectNode write(ObjectNode record) {
            return record;
        }
    };

    /** The record as the mapping reads it; the given one is not changed. Throws HOOK_FAILED. */
    JsonNode read(JsonNode record);

    /** The record as the vendor is given it; the given one is not changed. Throws HOOK_FAILED. */
    ObjectNode write(ObjectNode record);
}
