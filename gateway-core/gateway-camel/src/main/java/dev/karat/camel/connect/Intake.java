package dev.karat.camel.connect;

import org.apache.camel.Exchange;

/** Turns what an endpoint delivers into pages. Used by one thread at a time. */
interface Intake {
    /**
     * Hands on everything that one message holds, page by page, and returns after the last page was committed.
     *
     * @return records that were taken
     * @throws dev.karat.api.error.GatewayException if a page was not taken; the endpoint delivers the message again
     * @throws Exception if the message cannot be read now
     */
    int take(Exchange delivered) throws Exception;
}
