/** Batch entity resolution: files in, clusters out, with the same matching as the stream. */
@NullMarked
package dev.karat.engine.resolve;

import org.jspecify.annotations.NullMarked;
