/** The benchmarks can be called. */
@NullMarked
package dev.karat.bench;

import org.jspecify.annotations.NullMarked;
