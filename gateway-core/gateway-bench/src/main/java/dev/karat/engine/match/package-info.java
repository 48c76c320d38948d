/** Benchmarks of the steps of matching, beside the classes that they call. */
@NullMarked
package dev.karat.engine.match;

import org.jspecify.annotations.NullMarked;
