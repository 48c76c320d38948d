package dev.karat.engine.resolve;

/** What the truth, where it is given, says of a pair of records. */
public enum Truth {
    SAME_CUSTOMER,
    OTHER_CUSTOMER,
    UNKNOWN
}
