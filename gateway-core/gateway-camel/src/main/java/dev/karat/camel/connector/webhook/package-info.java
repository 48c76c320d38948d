/** Calls of vendors: whether one is genuine, and which records it tells of. */
@NullMarked
package dev.karat.camel.connector.webhook;

import org.jspecify.annotations.NullMarked;
