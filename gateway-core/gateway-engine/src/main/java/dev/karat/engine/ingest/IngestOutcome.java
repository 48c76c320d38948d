package dev.karat.engine.ingest;

/** What became of one record of a page; every one of them is durable. */
public enum IngestOutcome {
    COMMITTED,
    /** An older version than the one that is known. */
    STALE,
    /** The version that is known already. */
    DUPLICATE,
    /** Kept as received, with the reason, among the dead letters. */
    DEAD_LETTERED,
    /** The customer was erased on request; nothing was stored. */
    ERASED
}
