package dev.karat.camel.connect;

/** What an endpoint of the connector component does. */
public enum ConnectorOperation {
    /** Gives pages of a stream. */
    read,
    /** Takes pages of desired states and answers one outcome per item. */
    write,
    /** Takes pages of changes and sends a notice about each. */
    notify
}
