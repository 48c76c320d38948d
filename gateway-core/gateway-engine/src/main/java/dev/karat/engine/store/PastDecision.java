package dev.karat.engine.store;

/**
 * A steward's verdict that does not stand any more.
 *
 * @param until when it was replaced or withdrawn, microseconds since 1970 UTC
 * @param endedBy login of the steward who did that
 */
public record PastDecision(StewardDecision decision, long until, String endedBy) {}
