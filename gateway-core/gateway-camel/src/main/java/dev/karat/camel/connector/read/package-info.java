/** Pages of a vendor's records, from a cursor on. */
@NullMarked
package dev.karat.camel.connector.read;

import org.jspecify.annotations.NullMarked;
