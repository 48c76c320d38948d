package dev.karat.camel.connect;

import org.apache.camel.Exchange;

/** Turns what an endpoint delivers into pages. Used by one thread at a time. */
interface Intake {
    /**
     * What one message gave.
     *
     * @param records records that were taken, dead letters included
     * @param deadLettered those of them that went to the dead letters
     */
    record Taken(int records, int deadLettered) {}

    /**
     * Hands on everything that one message holds, page by page, and returns after the last page was committed.
     *
     * @return what became of it
     * @throws dev.karat.api.error.GatewayException if a page was not taken; the endpoint delivers the message again
     * @throws Exception if the message cannot be read now
     */
    Taken take(Exchange delivered) throws Exception;
}
