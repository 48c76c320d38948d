/** Measures the gateway at work: generated customers on a real database, labelled sets through matching. */
@NullMarked
package dev.karat.server.bench;

import org.jspecify.annotations.NullMarked;
