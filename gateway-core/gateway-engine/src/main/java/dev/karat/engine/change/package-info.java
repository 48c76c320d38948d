/** What changed in a golden profile. */
@NullMarked
package dev.karat.engine.change;

import org.jspecify.annotations.NullMarked;
