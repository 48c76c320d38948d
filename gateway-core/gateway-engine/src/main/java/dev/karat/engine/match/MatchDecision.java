package dev.karat.engine.match;

/** What the comparison of two records says. */
public enum MatchDecision {
    /** One customer. */
    LINK,
    /** Perhaps one customer: a person should look. */
    REVIEW,
    /** Two customers. */
    DISTINCT
}
