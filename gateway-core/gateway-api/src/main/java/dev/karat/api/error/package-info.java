/** Errors that say what to do next, with stable codes. */
@NullMarked
package dev.karat.api.error;

import org.jspecify.annotations.NullMarked;
