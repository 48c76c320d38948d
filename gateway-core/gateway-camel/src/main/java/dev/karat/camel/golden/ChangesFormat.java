package dev.karat.camel.golden;

/** What {@code golden:changes} gives. */
public enum ChangesFormat {
    /** One CloudEvent in structured JSON for each exchange. */
    cloudevents,
    /** Pages of rows of the change log, which hold no values. */
    changes
}
