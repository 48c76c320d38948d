package dev.karat.engine.normalize;

/** What a record describes. */
public enum Kind {
    /** Too little is known to tell. */
    UNKNOWN,
    PERSON,
    ORGANIZATION
}
