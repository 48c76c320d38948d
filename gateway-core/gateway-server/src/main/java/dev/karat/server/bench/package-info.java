/** Measures the gateway at work, with generated customers on a real database. */
@NullMarked
package dev.karat.server.bench;

import org.jspecify.annotations.NullMarked;
