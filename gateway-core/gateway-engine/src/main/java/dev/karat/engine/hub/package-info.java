/** The running engine: everything wired around one writer. */
@NullMarked
package dev.karat.engine.hub;

import org.jspecify.annotations.NullMarked;
