/** What benchmarks work on, and the benchmark of the whole command. */
@NullMarked
package dev.karat.bench;

import org.jspecify.annotations.NullMarked;
