package dev.karat.engine.explain;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Something that would have joined two customers, had a guard not refused it.
 *
 * @param record a record of the customer that was asked about
 * @param other a record of another customer
 * @param otherGoldenId that customer
 * @param evidence what the comparison of the two records says
 */
public record Apart(
        RecordKey record, RecordKey other, @Nullable String otherGoldenId, Refusal refusal, Evidence evidence) {}
