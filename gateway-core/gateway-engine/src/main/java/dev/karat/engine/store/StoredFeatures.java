package dev.karat.engine.store;

import org.jspecify.annotations.Nullable;

/**
 * What is compared of a stored record, and who it was last.
 *
 * @param rid the record
 * @param packed as {@link StoredRecord#features()}; empty if it has none
 * @param goldenId the profile that it is in, null if it is in none
 */
@SuppressWarnings("ArrayRecordComponent") // Read and decoded, never compared.
public record StoredFeatures(
        long rid, byte[] packed, @Nullable String goldenId) {}
