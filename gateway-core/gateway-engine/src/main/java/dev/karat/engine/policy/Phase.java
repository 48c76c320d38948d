package dev.karat.engine.policy;

/** How far a target is opened, in rising order. */
public enum Phase {
    /** Reads, resolves, shows; writes nothing. */
    OBSERVE,
    /** Shows what it would write. */
    PREVIEW,
    /** Writes a few customers. */
    CANARY,
    LIVE;

    public boolean writes() {
        return this == CANARY || this == LIVE;
    }

    /** The lower of two. */
    public Phase and(Phase other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
