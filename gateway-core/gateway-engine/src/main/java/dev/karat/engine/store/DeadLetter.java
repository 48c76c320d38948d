package dev.karat.engine.store;

import dev.karat.api.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Something that could not be taken or delivered as it is, kept as received.
 *
 * @param id number of the letter; 0 before it is stored
 * @param recordId vendor's id, or null if the record has none
 * @param origin where it came from: a file and row, a page, a target
 * @param payload bytes as received, without credentials
 * @param at microseconds since 1970 UTC
 */
public record DeadLetter(
        long id,
        String system,
        String entity,
        @Nullable String recordId,
        ErrorCode code,
        String message,
        String origin,
        byte[] payload,
        long at) {}
