package dev.karat.engine.store;

/**
 * What is compared of a stored record.
 *
 * @param rid the record
 * @param packed as {@link StoredRecord#features()}; empty if it has none
 */
@SuppressWarnings("ArrayRecordComponent") // Read and decoded, never compared.
public record StoredFeatures(long rid, byte[] packed) {}
