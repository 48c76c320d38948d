/** Vendors that tell of changes over a connection that stays open. */
@NullMarked
package dev.karat.camel.connector.events;

import org.jspecify.annotations.NullMarked;
