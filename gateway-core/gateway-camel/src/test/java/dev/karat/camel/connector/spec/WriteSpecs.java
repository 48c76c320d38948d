package dev.karat.camel.connector.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads a write as a test declares it. */
public final class WriteSpecs {
    private WriteSpecs() {}

    /** Throws {@link IllegalArgumentException} if it is no JSON. */
    public static WriteSpec of(String json) {
        try {
            return WriteSpec.of(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException noJson) {
            throw new IllegalArgumentException("The test declares no JSON", noJson);
        }
    }
}
