package dev.karat.camel.golden;

/** What an endpoint of the golden component does. */
public enum GoldenOperation {
    /** Takes a page of vendor records. */
    ingest,
    /** Gives the ordered change log. */
    changes,
    /** Gives what a target should hold. */
    deliver
}
