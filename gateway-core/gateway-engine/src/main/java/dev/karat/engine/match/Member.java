package dev.karat.engine.match;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.normalize.Features;

/**
 * One record of a component that is clustered.
 *
 * @param rid the number under which the candidate index knows it
 */
public record Member(long rid, RecordKey key, Features features) {}
