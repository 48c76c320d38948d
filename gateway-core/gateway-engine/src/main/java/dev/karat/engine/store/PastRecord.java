package dev.karat.engine.store;

/**
 * A version of a record that was replaced.
 *
 * @param record as it was, without raw payload and features
 * @param since from when on it stood, microseconds since 1970 UTC
 * @param until when it was replaced, microseconds since 1970 UTC
 * @param cause what replaced it, as in {@link StoredChange#cause()}
 */
public record PastRecord(StoredRecord record, long since, long until, String cause) {}
