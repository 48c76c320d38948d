package dev.karat.engine.explain;

import dev.karat.api.model.RecordKey;
import dev.karat.engine.match.ClusterExplanation.Reason;

/**
 * Two records that hold their customer together.
 *
 * @param reason what joined them
 * @param evidence what their comparison says
 */
public record Link(Reason reason, RecordKey first, RecordKey second, Evidence evidence) {}
