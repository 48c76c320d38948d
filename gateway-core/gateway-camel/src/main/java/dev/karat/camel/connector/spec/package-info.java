/** A vendor as data: what {@code connector.yaml} declares. */
@NullMarked
package dev.karat.camel.connector.spec;

import org.jspecify.annotations.NullMarked;
