package dev.karat.engine.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A record and what it means, kept in the mapping file and run as a test.
 *
 * @param in the vendor's record, or null if only the way out is shown
 * @param canonical canonical data, as the REST API shows it
 * @param out what is written for that data, or null if only the way in is shown
 * @param creating the record is created rather than changed
 * @param line line of the example in its file
 */
public record MappingExample(
        String name,
        @Nullable JsonNode in,
        JsonNode canonical,
        @Nullable JsonNode out,
        boolean creating,
        MappingContext context,
        int line) {}
