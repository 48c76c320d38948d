/**
 * The runtime of {@code connector.yaml}: connectors as folders of data, and the calls that they declare. It does not
 * need a Camel context.
 */
@NullMarked
package dev.karat.camel.connector;

import org.jspecify.annotations.NullMarked;
