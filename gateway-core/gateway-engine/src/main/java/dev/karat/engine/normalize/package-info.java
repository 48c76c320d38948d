/**
 * Canonical forms: from values as systems write them to values that compare. Pure functions of their arguments; every
 * public class here is safe for use by several threads.
 */
@NullMarked
package dev.karat.engine.normalize;

import org.jspecify.annotations.NullMarked;
