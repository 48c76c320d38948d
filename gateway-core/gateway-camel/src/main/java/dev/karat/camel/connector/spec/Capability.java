package dev.karat.camel.connector.spec;

/** What a connector can do. Declared in {@code connector.yaml} for people, and checked against the rest of the file. */
public enum Capability {
    READ,
    /** Only what changed since the last run. */
    READ_INCREMENTAL,
    /** The vendor tells what was deleted. */
    READ_DELETES,
    INTERACTIONS,
    /** Finds a record by a key of the customer. */
    LOOKUP,
    CREATE,
    UPDATE,
    DEACTIVATE,
    DELETE,
    /** Enters refusals of consent, and perhaps grants, by a call of their own. */
    CONSENT,
    /** Refuses a write to a record that changed meanwhile. */
    CONDITIONAL_WRITE,
    /** Hands records over to an endpoint that answers for all of them at once. */
    SEND,
    /** The vendor calls when something changed. */
    WEBHOOK,
    /** The vendor tells of changes over a connection that stays open. */
    EVENTS,
    /** Tells a team what happened to customers. */
    NOTIFY
}
