package dev.karat.engine.resolve;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.normalize.Features;

/** One record to be resolved. */
public record InputRecord(RecordKey key, Features features) {}
