package dev.karat.camel.connector.read;

import org.jspecify.annotations.Nullable;

/** Reads a stream page by page. Safe for use by several threads. */
public interface PageReader {
    /**
     * The next page.
     *
     * @param cursor of the page before or of the run before; null for the very first
     * @throws dev.karat.api.error.GatewayException with the code of the failure; the cursor stays good
     */
    Page read(@Nullable String cursor);

    /**
     * The first rows, to be looked at.
     *
     * @param rows how many are asked for, where the vendor lets one choose
     */
    Sample sample(int rows);
}
