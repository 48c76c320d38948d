/** What changed in golden profiles, and the events that are made of it. */
@NullMarked
package dev.karat.engine.change;

import org.jspecify.annotations.NullMarked;
