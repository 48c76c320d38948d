/** Writes to a vendor, one typed outcome per record. */
@NullMarked
package dev.karat.camel.connector.write;

import org.jspecify.annotations.NullMarked;
